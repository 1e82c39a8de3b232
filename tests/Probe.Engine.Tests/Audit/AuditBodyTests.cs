using System.Text;
using KosmosProbe.Engine.Audit;
using Xunit;

namespace KosmosProbe.Engine.Tests.Audit;

public sealed class AuditBodyTests
{
    private const string One = """{"kind":"Event","auditID":"a","stage":"x"}""";

    [Theory]
    [InlineData(One, 1, 0)]
    [InlineData("  " + One + "\n", 1, 0)]
    [InlineData($"[{One},{One}]", 2, 0)]
    [InlineData("""{"kind":"EventList","items":[{"auditID":"a"},{"auditID":"b"}]}""", 2, 0)]
    [InlineData("""{"items":[{"auditID":"a","user":{"x":[{}]}}],"kind":"EventList","metadata":{}}""", 1, 0)]
    [InlineData("""{"kind":"EventList","items":[{"auditID":"a"},{},7,{"auditID":9},[{}]]}""", 1, 4)]
    [InlineData($$"""[{{One}},{"kind":"EventList","items":[{"auditID":"b"}]},{"kind":"Pod"},1]""", 2, 2)]
    public void EventsAreFound(string body, int events, int leftOut)
    {
        var reader = new AuditBody(new AuditLimits());
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        Assert.True(reader.TryRead(bytes, out string reason), reason);
        Assert.Equal((events, leftOut), (reader.Events.Count, reader.LeftOut));
        Assert.All(reader.Events, slice =>
        {
            string text = Encoding.UTF8.GetString(bytes, slice.Start, slice.Length);
            Assert.StartsWith("{", text, StringComparison.Ordinal);
            Assert.EndsWith("}", text, StringComparison.Ordinal);
            Assert.Contains("auditID", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("", "the body is empty")]
    [InlineData("   ", "not JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("""{"kind":"Event","auditID":"a"} x""", "not JSON")]
    [InlineData("""{"kind":"Event","auditID":"a"}{}""", "not JSON")]
    [InlineData("""{"kind": 0}""", "`kind` must be Event or EventList")]
    [InlineData("""{"kind":"Event"}""", "`auditID` a text")]
    [InlineData("""{"kind":"Event","auditID":""}""", "`auditID` a text")]
    [InlineData("""{"kind":"EventList","items":{}}""", "there are no audit events")]
    [InlineData("""{"kind":"EventList"}""", "there are no audit events")]
    [InlineData("[]", "there are no audit events")]
    [InlineData("7", "there is no audit event")]
    [InlineData("""{"kind":"Event","auditID":"\ud800"}""", "half a surrogate pair")]
    [InlineData("""{"kind":"Event","auditID":"\udc00\ud800"}""", "half a surrogate pair")]
    [InlineData("""{"kind":"Event","auditID":"\ud800\\udc00"}""", "half a surrogate pair")]
    public void WhatIsWrongIsSaid(string body, string expected)
    {
        var reader = new AuditBody(new AuditLimits());
        Assert.False(reader.TryRead(Encoding.UTF8.GetBytes(body), out string reason));
        Assert.Contains(expected, reason, StringComparison.Ordinal);
        Assert.Empty(reader.Events);
    }

    [Theory]
    [InlineData("""{"kind":"Event","auditID":"\ud83d\ude00"}""")]
    [InlineData("""{"kind":"Event","auditID":"\\ud800"}""")]
    [InlineData("""{"kind":"Event","auditID":"\\\ud83d\ude00\\"}""")]
    public void EscapesThatAreSoundPass(string body) =>
        Assert.True(new AuditBody(new AuditLimits()).TryRead(Encoding.UTF8.GetBytes(body), out _));

    [Fact]
    public void InvalidUtf8IsRefused()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(One)];
        body[^3] = 0xFF;
        Assert.False(new AuditBody(new AuditLimits()).TryRead(body, out string reason));
        Assert.Equal("the body is not UTF-8", reason);
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void NestingIsLimited(char open, char close)
    {
        string inner = open == '{' ? string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) : new string('[', 10_000);
        string body = $$"""{"kind":"Event","auditID":"a","x":{{inner}}1{{new string(close, 10_000)}}}""";
        Assert.False(new AuditBody(new AuditLimits()).TryRead(Encoding.UTF8.GetBytes(body), out string reason));
        Assert.Contains("depth", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void EventThatIsTooLargeIsLeftOut()
    {
        var reader = new AuditBody(new AuditLimits { EventBytesMax = 60 });
        string large = $$"""{"auditID":"b","x":"{{new string('x', 60)}}"}""";
        string body = $$"""{"kind":"EventList","items":[{"auditID":"a"},{{large}}]}""";
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(body), out _));
        Assert.Equal((1, 1), (reader.Events.Count, reader.LeftOut));
    }
}
