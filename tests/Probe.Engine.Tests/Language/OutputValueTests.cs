using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Threads;
using Xunit;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Tests.Language;

public class OutputValueTests
{
    private static readonly FieldTable Fields = new(
    [
        FakeFields.Text("proc.name", "sh"),
        FakeFields.Text("proc.name.long", "shell"),
        FakeFields.Text("evt.type", "open"),
        new Field
        {
            Name = "evt.arg",
            Type = FieldType.Text,
            Description = "A parameter.",
            Example = "evt.arg.path = x",
            Argument = ArgumentRule.KeyRequired,
            WithArgument = key => key is "path" or "0" ? FakeFields.Text($"evt.arg.{key}", "/" + key) : null,
        },
        new Field
        {
            Name = "proc.aname",
            Type = FieldType.Text,
            Description = "An ancestor.",
            Example = "proc.aname[1] = sh",
            Argument = ArgumentRule.IndexOptional,
            Reader = FakeFields.Text("proc.aname", "bash sshd").Reader,
            WithArgument = index => FakeFields.Text($"proc.aname[{index}]", "bash" + index),
        },
    ]);

    [Theory]
    [InlineData("proc.name", "proc.name", "sh", "")]
    [InlineData("proc.names", "proc.name", "sh", "s")]
    [InlineData("proc.name.", "proc.name", "sh", ".")]
    [InlineData("proc.name.longer", "proc.name.long", "shell", "er")]
    [InlineData("proc.name.lon", "proc.name", "sh", ".lon")]
    [InlineData("proc.nameand%evt.type", "proc.name", "sh", "and%evt.type")]
    [InlineData("proc.name[2]", "proc.name", "sh", "[2]")]
    [InlineData("proc.aname)", "proc.aname", "bash sshd", ")")]
    [InlineData("proc.aname[2]]", "proc.aname[2]", "bash2", "]")]
    [InlineData("evt.arg.path)", "evt.arg.path", "/path", ")")]
    [InlineData("evt.arg.paths", "evt.arg.path", "/path", "s")]
    [InlineData("evt.arg[0] end", "evt.arg.0", "/0", " end")]
    [InlineData("toupper(proc.name) x", "toupper(proc.name)", "SH", " x")]
    [InlineData("toupper( concat( proc.name , evt.type ) )!", "toupper(concat(proc.name,evt.type))", "SHOPEN", "!")]
    [InlineData("join(\"->\", (proc.name, evt.type)),", "join(->,(proc.name,evt.type))", "sh->open", ",")]
    public void TheLongestKnownValueIsRead(string text, string name, string value, string rest)
    {
        string template = "user=%" + text;
        bool binds = ConditionLanguage.TryBindValue(
            template, 6, Fields, out var field, out _, out int end, out var error);
        Assert.True(binds, $"{error}");
        Assert.Equal(name, field!.Name);
        Assert.Equal(rest, template[end..]);
        Assert.Equal(value, Read(field));
    }

    [Fact]
    public void ATransformerTellsThePlainFieldsItReads()
    {
        Assert.True(ConditionLanguage.TryBindValue(
            "toupper(concat(proc.name, evt.arg.path))", 0, Fields, out _, out var inner, out _, out _));
        Assert.Equal(["proc.name", "evt.arg.path"], inner!.Select(f => f.Name));
    }

    [Theory]
    [InlineData("proc.nam", "unknown field `proc.nam`")]
    [InlineData("user", "found `user`, expected a field or a transformer")]
    [InlineData("toupper (proc.name)", "found `toupper`, expected a field or a transformer")]
    [InlineData("toupper(proc.name", "found the end, expected `,` or `)`")]
    [InlineData("toupper(val(proc.name))", "found `val`, expected a field, a transformer or a value in quotes")]
    [InlineData("evt.arg", "`evt.arg` needs an argument: `evt.arg[...]`")]
    [InlineData("evt.arg.nope", "`nope` is no argument that `evt.arg` takes")]
    [InlineData("evt.arg[nope]", "`nope` is no argument that `evt.arg` takes")]
    [InlineData("proc.aname[", "found the end, expected an argument: a word or a value in quotes")]
    public void WhatIsNoValueIsAnError(string text, string message)
    {
        Assert.False(ConditionLanguage.TryBindValue(text, 0, Fields, out _, out _, out _, out var error));
        Assert.Equal(message, error!.Message);
    }

    private static string Read(Field field)
    {
        var context = new EventContext(default, ThreadInfo.Unknown, new NodeState(), number: 1, result: 0);
        Assert.True(((TextReader)field.Reader!)(context, out var text));
        return Encoding.UTF8.GetString(text);
    }
}
