namespace KosmosProbe.Engine.Threads;

/// <summary>
/// Threads that ended lately, and who inherited their children. A record that comes after the end of its thread would
/// otherwise bring the thread back to life, with nobody left to end it again; and one may name a parent whose end was
/// told a moment before. One place for each low part of the id: enough for what is on the way.
/// </summary>
internal sealed class EndedThreads
{
    private const int PlacesMax = 1024;

    private readonly (uint Tid, uint HeirPid, ulong StartNs)[] _places = new (uint, uint, ulong)[PlacesMax];

    /// <summary>A thread has ended.</summary>
    /// <param name="tid">The thread.</param>
    /// <param name="startNs">When it started.</param>
    /// <param name="heirPid">Who inherited its group's children; 0: not known, or the group lives on.</param>
    public void Add(uint tid, ulong startNs, uint heirPid = 0) =>
        _places[tid % PlacesMax] = (tid, heirPid, startNs);

    /// <summary>True when that thread has ended; a later one with the same id has not.</summary>
    /// <param name="tid">The thread.</param>
    /// <param name="startNs">When it started; 0 is not known, and then nothing is.</param>
    public bool Contains(uint tid, ulong startNs) => Contains(tid, startNs, out _);

    /// <summary>True when that thread has ended; tells who inherited its group's children.</summary>
    /// <param name="tid">The thread.</param>
    /// <param name="startNs">When it started; 0 is not known, and then nothing is.</param>
    /// <param name="heirPid">Who did; 0 when that is not known.</param>
    public bool Contains(uint tid, ulong startNs, out uint heirPid)
    {
        ref readonly var place = ref _places[tid % PlacesMax];
        heirPid = place.HeirPid;
        return startNs != 0 && place.Tid == tid && place.StartNs == startNs;
    }
}
