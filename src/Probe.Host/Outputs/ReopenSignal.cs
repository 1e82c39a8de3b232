using System.Runtime.InteropServices;

namespace KosmosProbe.Host.Outputs;

/// <summary>
/// SIGUSR1: whoever rotates files asks to open them anew. Listened to by every run, because the signal would end a
/// process that does not.
/// </summary>
internal sealed class ReopenSignal : IDisposable
{
    // From asm-generic/signal.h, the same on all of .NET's Linux architectures; the runtime has no name for it.
    private const PosixSignal UserSignal1 = (PosixSignal)10;

    private readonly PosixSignalRegistration _registration;
    private int _count;

    /// <summary>Listens until disposed.</summary>
    public ReopenSignal() => _registration = PosixSignalRegistration.Create(UserSignal1, signal =>
    {
        signal.Cancel = true;
        Interlocked.Increment(ref _count);
    });

    /// <summary>How often it came.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public void Dispose() => _registration.Dispose();
}
