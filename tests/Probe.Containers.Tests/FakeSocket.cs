using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Containers.Tests;

/// <summary>An HTTP server on a unix socket, in this process.</summary>
internal sealed class FakeSocket : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _path;

    private FakeSocket(WebApplication app, string path) => (_app, _path) = (app, path);

    internal static async Task<FakeSocket> StartAsync(string path, HttpProtocols protocol, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.ListenUnixSocket(path, listen => listen.Protocols = protocol);
        });
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new FakeSocket(app, path);
    }

    public async ValueTask DisposeAsync()
    {
        using (var now = new CancellationTokenSource(TimeSpan.Zero))
        {
            await _app.StopAsync(now.Token);
        }

        await _app.DisposeAsync();
        File.Delete(_path);
    }
}
