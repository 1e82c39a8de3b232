using System.Net;
using Microsoft.AspNetCore.Connections;

namespace KosmosProbe.Host.Web;

/// <summary>
/// Lets each address have a few connections at a time, so that one that opens more and more does not keep the kubelet
/// out, who would take the probe for dead.
/// </summary>
/// <param name="max">Connections of one address.</param>
internal sealed class AddressLimit(int max)
{
    private readonly Dictionary<IPAddress, int> _open = [];

    /// <summary>Stands before what handles connections.</summary>
    /// <param name="next">That.</param>
    public ConnectionDelegate Before(ConnectionDelegate next) => async connection =>
    {
        var address = (connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None;
        if (!TryEnter(address))
        {
            connection.Abort();
            return;
        }

        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            Leave(address);
        }
    };

    private bool TryEnter(IPAddress address)
    {
        lock (_open)
        {
            int open = _open.GetValueOrDefault(address);
            if (open >= max) return false;
            _open[address] = open + 1;
            return true;
        }
    }

    private void Leave(IPAddress address)
    {
        lock (_open)
        {
            if (--_open[address] == 0) _open.Remove(address);
        }
    }
}
