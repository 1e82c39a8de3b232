using KosmosProbe.Host.Containers;

namespace KosmosProbe.Host.Doctor;

/// <summary>Which container runtimes answer: greeted at the sockets that a run would ask, in the same words.</summary>
internal static class RuntimeSockets
{
    private const string What = "container runtime";

    // As long as a run gives them.
    private static readonly TimeSpan GreetTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Greets all of them at once: one that hangs delays nobody.</summary>
    /// <param name="options">Where they are.</param>
    public static IEnumerable<Finding> Examine(RuntimeOptions options)
    {
        var places = options.Sockets.SelectMany(socket => socket.Places(options.HostRoot))
            .DistinctBy(static place => place.Path)
            .Where(static place => UnixSocket.Identity(place.Path) is not null)
            .ToList();
        if (places.Count == 0) return [None(options)];
        return Task.WhenAll(places.Select(static place => Task.Run(() => GreetAsync(place)))).GetAwaiter().GetResult();
    }

    private static Finding None(RuntimeOptions options) => new(
        What,
        Verdict.Fine,
        $"none at {string.Join(", ", options.Sockets.Select(socket => options.HostRoot + socket.Path))}; if the node "
            + "has one, mount its /run below HOST_ROOT");

    private static async Task<Finding> GreetAsync(RuntimePlace place)
    {
        using IContainerRuntime runtime = place.Kind == RuntimeKind.Cri
            ? new CriRuntime(place.Path)
            : new DockerRuntime(place.Path, place.Kind);
        using var limit = new CancellationTokenSource(GreetTimeout);
        try
        {
            await runtime.GreetAsync(limit.Token).WaitAsync(GreetTimeout).ConfigureAwait(false);
            return new Finding(What, Verdict.Fine, $"{runtime.Title} at {place.Path}");
        }
        catch (Exception e) when (RuntimeFailure.IsExpected(e) || e is TimeoutException)
        {
            string reason = e is TimeoutException || limit.IsCancellationRequested
                ? $"no answer within {GreetTimeout.TotalSeconds:0} s"
                : RuntimeFailure.Describe(e);
            return new Finding(
                What, Verdict.Limited, $"{place.Path}: {reason}", "its containers are named by their bundles alone");
        }
    }
}
