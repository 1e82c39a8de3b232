using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Outputs.Otlp.Proto;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace KosmosProbe.Host.Tests.Delivery;

public sealed class OtlpSinkTests : IAsyncDisposable
{
    private const int FrameHeader = 5;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private Receiver? _receiver;

    public async ValueTask DisposeAsync()
    {
        if (_receiver is not null) await _receiver.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AlertsArriveInBatchesInOrderOverHttp(bool isCompressed)
    {
        using var session = await StartAsync(OtlpProtocol.Http, isCompressed);
        session.Offer(0, 250);
        await _receiver!.WaitFor(() => Records().Count == 250, "all records");
        Assert.Equal(Enumerable.Range(0, 250), Records().Select(Number));
        Assert.InRange(_receiver.Requests.Count, 3, 249);
        Assert.All(_receiver.Requests, request => Assert.Equal("application/x-protobuf", request.Type));
        Assert.All(_receiver.Requests, request => Assert.Equal(isCompressed ? "gzip" : "", request.Encoding));
        Assert.All(_receiver.Requests, request => Assert.Equal("/v1/logs", request.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AlertsArriveInBatchesInOrderOverGrpc(bool isCompressed)
    {
        using var session = await StartAsync(OtlpProtocol.Grpc, isCompressed);
        session.Offer(0, 250);
        await _receiver!.WaitFor(() => Records().Count == 250, "all records");
        Assert.Equal(Enumerable.Range(0, 250), Records().Select(Number));
        string path = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
        Assert.All(_receiver.Requests, request => Assert.Equal(path, request.Path));
        Assert.All(_receiver.Requests, request => Assert.Equal(isCompressed ? 1 : 0, request.Body[0]));
        Assert.All(_receiver.Requests, request => Assert.Equal("k", request.Headers["x-key"]));
    }

    [Fact]
    public async Task RecordTellsAllOfTheAlert()
    {
        using var session = await StartAsync(OtlpProtocol.Http);
        var alert = SentAlerts.Numbered(1, Priority.Critical) with
        {
            Json = """
                {"hostname":"n1","output":"12:00:00: Critical it","output_fields":{"container.id":"0123456789ab",
                "container.image.repository":"kosmos/zeus","container.name":"zeus","evt.time":1700000000000000001,
                "k8s.ns.name":"agents","k8s.pod.name":"zeus-0","fd.name":null,"large":18446744073709551615,
                "is":true,"ratio":0.5,"list":["a",2]},"priority":"Critical","rule":"R","source":"syscall",
                "tags":["a","b"],"time":"2023-11-14T22:13:20.000000001Z"}
                """u8.ToArray(),
        };
        session.Sink.Offer(alert);
        await _receiver!.WaitFor(() => Records().Count == 1, "the record");
        var record = Records()[0];
        Assert.Equal(1700000000000000000UL, record.TimeUnixNano);
        Assert.Equal((21, "Critical"), (record.SeverityNumber, record.SeverityText));
        Assert.Equal("12:00:00: Critical it", record.Body.StringValue);
        var attributes = record.Attributes.ToDictionary(pair => pair.Key, pair => pair.Value);
        Assert.Equal(alert.Id.ToString(), attributes["uuid"].StringValue);
        Assert.Equal("R", attributes["rule"].StringValue);
        Assert.Equal("syscall", attributes["source"].StringValue);
        Assert.Equal(["a", "b"], attributes["tags"].ArrayValue.Values.Select(value => value.StringValue));
        Assert.Equal(1700000000000000001, attributes["evt.time"].IntValue);
        Assert.Equal("18446744073709551615", attributes["large"].StringValue);
        Assert.True(attributes["is"].BoolValue);
        Assert.Equal(0.5, attributes["ratio"].DoubleValue);
        Assert.False(attributes.ContainsKey("fd.name"));
        Assert.Equal("agents", attributes["k8s.namespace.name"].StringValue);
        Assert.Equal("zeus-0", attributes["k8s.pod.name"].StringValue);
        Assert.Equal("kosmos/zeus", attributes["container.image.name"].StringValue);
        Assert.Equal(attributes.Count, record.Attributes.Count);

        var resource = Requests()[0].ResourceLogs[0].Resource.Attributes
            .ToDictionary(pair => pair.Key, pair => pair.Value.StringValue);
        Assert.Equal(("kosmos-probe", "n1"), (resource["service.name"], resource["host.name"]));
        Assert.Matches(@"^\d+\.\d+\.\d+$", resource["service.version"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RecordsThatTheCollectorRejectsAreCountedAndTold(bool isGrpc)
    {
        var protocol = isGrpc ? OtlpProtocol.Grpc : OtlpProtocol.Http;
        using var session = await StartAsync(protocol, isCompressed: false, new ExportLogsServiceResponse
        {
            PartialSuccess = new ExportLogsPartialSuccess { RejectedLogRecords = 1, ErrorMessage = "too old" },
        });
        session.Offer(0, 1);
        await _receiver!.WaitFor(() => session.Sink.Counters.Dropped == 1, "the count");
        Assert.True(session.Sink.Stop(Long));
        Assert.Equal(0, session.Sink.Counters.Delivered);
        Assert.Contains("too old", session.Log.Text);
    }

    [Fact]
    public async Task OneBadRecordDoesNotTakeItsBatchAlong()
    {
        using var session = await StartAsync(OtlpProtocol.Http);
        _receiver!.Answer = request => Parse(request).Exists(record => Number(record) == 20) ? 400 : 200;
        session.Offer(0, 50);
        await _receiver.WaitFor(() => Accepted().Count == 49, "the others");
        Assert.Equal(Enumerable.Range(0, 50).Where(number => number != 20), Accepted());
        await _receiver.WaitFor(() => session.Sink.Counters.Dropped == 1, "the count");
    }

    [Fact]
    public async Task CollectorOverGrpcThatIsNotThereIsWaitedFor()
    {
        _receiver = new Receiver { IsHttp2 = true, Say = Grpc(new ExportLogsServiceResponse()) };
        await _receiver.StartAsync();
        var url = _receiver.Url;
        await _receiver.StopAsync();
        using var session = DeliverySession.OfOtlp(
            new OtlpOutputOptions { Endpoint = url, Protocol = OtlpProtocol.Grpc });
        session.Offer(0, 5);
        await _receiver.WaitFor(() => session.Sink.Counters.Failing, "the failure");
        Assert.StartsWith("Unavailable: ", session.Sink.Counters.LastError);
        await _receiver.StartAsync();
        await _receiver.WaitFor(() => Accepted().Count == 5, "the records");
    }

    private async Task<DeliverySession> StartAsync(
        OtlpProtocol protocol, bool isCompressed = false, ExportLogsServiceResponse? answer = null)
    {
        answer ??= new ExportLogsServiceResponse();
        bool isGrpc = protocol == OtlpProtocol.Grpc;
        _receiver = new Receiver
        {
            IsHttp2 = isGrpc,
            Say = isGrpc
                ? Grpc(answer)
                : (context, _) => context.Response.Body.WriteAsync(answer.ToByteArray()).AsTask(),
        };
        await _receiver.StartAsync();
        return DeliverySession.OfOtlp(new OtlpOutputOptions
        {
            Endpoint = isGrpc ? _receiver.Url : new Uri(_receiver.Url, "v1/logs"),
            Protocol = protocol,
            CompressUploads = isCompressed,
            Headers = new Dictionary<string, string> { ["x-key"] = "k" },
        });
    }

    private static Func<HttpContext, Received, Task> Grpc(ExportLogsServiceResponse answer) => async (context, _) =>
    {
        byte[] body = answer.ToByteArray();
        byte[] frame = new byte[FrameHeader + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), body.Length);
        body.CopyTo(frame, FrameHeader);
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(frame);
        context.Response.AppendTrailer("grpc-status", "0");
    };

    private List<int> Accepted() => [.. _receiver!.Accepted.SelectMany(Parse).Select(Number)];

    private List<LogRecord> Records() => [.. _receiver!.Requests.SelectMany(Parse)];

    private List<ExportLogsServiceRequest> Requests() => [.. _receiver!.Requests.Select(Message)];

    private static List<LogRecord> Parse(Received request) =>
        [.. Message(request).ResourceLogs.SelectMany(logs => logs.ScopeLogs).SelectMany(scope => scope.LogRecords)];

    private static ExportLogsServiceRequest Message(Received request)
    {
        if (!request.Type.StartsWith("application/grpc", StringComparison.Ordinal))
        {
            return ExportLogsServiceRequest.Parser.ParseFrom(request.Body);
        }

        using var frame = new MemoryStream(request.Body, FrameHeader, request.Body.Length - FrameHeader);
        if (request.Body[0] == 0) return ExportLogsServiceRequest.Parser.ParseFrom(frame);
        using var plain = new GZipStream(frame, CompressionMode.Decompress);
        return ExportLogsServiceRequest.Parser.ParseFrom(plain);
    }

    private static int Number(LogRecord record) =>
        (int)record.Attributes.Single(pair => pair.Key == "number").Value.IntValue;
}
