using System.Security.Cryptography;
using System.Text;
using KosmosProbe.Host.Web;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Audit;

/// <summary>The token that clients must send, out of a file; an empty one leaves the former token.</summary>
internal sealed class BearerToken
{
    private const string Scheme = "Bearer ";

    private readonly WatchedFile<byte[]> _hash;

    /// <summary>Reads it.</summary>
    /// <param name="file">With the token alone; blanks around it do not count.</param>
    /// <param name="log">Where changes are told.</param>
    /// <exception cref="IOException">It cannot be read, or is empty.</exception>
    public BearerToken(string file, ILogger log) =>
        _hash = new WatchedFile<byte[]>(file, Read, log.AuditTokenKept);

    /// <summary>Whether a request may pass. Takes the same time whatever was sent.</summary>
    /// <param name="authorization">What its header says.</param>
    public bool Allows(string? authorization)
    {
        bool isBearer = authorization is not null
            && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        byte[] sent = Hash(isBearer ? authorization![Scheme.Length..].Trim() : "");
        return CryptographicOperations.FixedTimeEquals(sent, _hash.Current()) && isBearer;
    }

    private static byte[] Read(string file)
    {
        string token = File.ReadAllText(file).Trim();
        return token.Length > 0 ? Hash(token) : throw new IOException($"{file} holds no token");
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
