using System.Security.Cryptography;
using System.Text;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Audit;

/// <summary>
/// The token that clients must send, out of a file that is read again when it changes. A file that cannot be read, or
/// is empty, leaves the former token.
/// </summary>
internal sealed class BearerToken
{
    private const string Scheme = "Bearer ";

    private readonly string _file;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private FileStamp _stamp;
    private byte[] _hash;

    /// <summary>Reads it.</summary>
    /// <param name="file">With the token alone; blanks around it do not count.</param>
    /// <param name="log">Where changes are told.</param>
    /// <exception cref="IOException">It cannot be read, or is empty.</exception>
    public BearerToken(string file, ILogger log)
    {
        (_file, _log) = (file, log);
        _stamp = FileStamp.Of(file);
        _hash = Read(file);
    }

    /// <summary>Whether a request may pass. Takes the same time whatever was sent.</summary>
    /// <param name="authorization">What its header says.</param>
    public bool Allows(string? authorization)
    {
        bool isBearer = authorization is not null
            && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        byte[] sent = Hash(isBearer ? authorization![Scheme.Length..].Trim() : "");
        return CryptographicOperations.FixedTimeEquals(sent, Current()) && isBearer;
    }

    private byte[] Current()
    {
        lock (_lock)
        {
            var stamp = FileStamp.Of(_file);
            if (stamp == _stamp) return _hash;
            _stamp = stamp;
            try
            {
                _hash = Read(_file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _log.AuditTokenKept(e.Message);
            }

            return _hash;
        }
    }

    private static byte[] Read(string file)
    {
        string token = File.ReadAllText(file).Trim();
        return token.Length > 0 ? Hash(token) : throw new IOException($"{file} holds no token");
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
