namespace KosmosProbe.Engine.Threads;

/// <summary>
/// Threads that ended lately. A record that comes after the end of its thread would otherwise bring the thread back to
/// life, with nobody left to end it again. One place for each low part of the id: enough for what is on the way.
/// </summary>
internal sealed class EndedThreads
{
    private const int PlacesMax = 1024;

    private readonly (uint Tid, ulong StartNs)[] _places = new (uint, ulong)[PlacesMax];

    /// <summary>A thread has ended.</summary>
    public void Add(uint tid, ulong startNs) => _places[tid % PlacesMax] = (tid, startNs);

    /// <summary>True when that thread has ended; a later one with the same id has not.</summary>
    public bool Contains(uint tid, ulong startNs) => startNs != 0 && _places[tid % PlacesMax] == (tid, startNs);
}
