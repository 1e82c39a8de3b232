using Grpc.Core;
using Grpc.Net.Client;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers.Containerd;

namespace KosmosProbe.Host.Containers;

/// <summary>containerd's own list of containers: also those of <c>ctr</c> and <c>nerdctl</c>.</summary>
/// <param name="channel">To containerd.</param>
internal sealed class ContainerdContainers(GrpcChannel channel)
{
    private readonly Containerd.Containers.ContainersClient _client = new(channel);

    /// <summary>Asks for a container; null: containerd does not know it.</summary>
    /// <param name="bundle">The container's bundle, whose facts the answer takes over.</param>
    /// <param name="scope">containerd's namespace.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<ContainerDetails?> FindAsync(Bundle bundle, string scope, CancellationToken cancel)
    {
        try
        {
            var headers = new Metadata { { "containerd-namespace", scope } };
            var request = new GetContainerRequest { Id = bundle.Details.FullId };
            var answer = await _client.GetAsync(request, headers, cancellationToken: cancel);
            if (answer.Container?.Id != bundle.Details.FullId) return null;
            return Details(answer.Container, bundle.Details);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.NotFound or StatusCode.Unimplemented)
        {
            return null;
        }
    }

    private static ContainerDetails Details(Container container, ContainerDetails bundle)
    {
        var labels = new Dictionary<string, string>(container.Labels, StringComparer.Ordinal);
        return new ContainerDetails
        {
            FullId = bundle.FullId,
            Name = labels.GetValueOrDefault("nerdctl/name") is { Length: > 0 } name ? name : bundle.Name,
            Type = bundle.Type,
            Image = container.Image,
            Labels = labels,
            Mounts = bundle.Mounts,
            Pid = bundle.Pid,
            RootPath = bundle.RootPath,
        };
    }
}
