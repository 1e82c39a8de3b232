using System.Globalization;

namespace KosmosProbe.Host.Identities;

/// <summary>
/// The file systems behind the mounts that a process sees. Their device numbers here are the kernel's own: what a look
/// at a file tells differs from them on btrfs and on some overlays.
/// </summary>
internal sealed class MountTable
{
    private const int MinorBits = 20;
    private const int DevicePlace = 2;
    private const string Procfs = "proc";

    private readonly Dictionary<int, uint> _devices = [];

    /// <summary>Reads what a process sees. False when it has ended: another one is to be asked then.</summary>
    /// <param name="process">Its directory in /proc.</param>
    /// <param name="table">The mounts.</param>
    public static bool TryRead(string process, out MountTable table)
    {
        table = new MountTable();
        try
        {
            foreach (string line in File.ReadLines($"{process}/mountinfo")) table.Add(line);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The device of a mount, as the kernel's dev_t; false for procfs, where a file is another for each who
    /// looks.</summary>
    /// <param name="mountId">The mount.</param>
    /// <param name="device">The device.</param>
    public bool TryFind(int mountId, out uint device) => _devices.TryGetValue(mountId, out device);

    // 36 35 98:0 /root /mount/point rw,noatime master:1 - ext4 /dev/sda1 rw
    private void Add(string line)
    {
        string[] parts = line.Split(' ');
        int dash = Array.IndexOf(parts, "-");
        if (dash < DevicePlace || dash + 1 >= parts.Length || parts[dash + 1] == Procfs) return;
        string[] numbers = parts[DevicePlace].Split(':');
        if (numbers.Length == 2
            && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int id)
            && uint.TryParse(numbers[0], CultureInfo.InvariantCulture, out uint major)
            && uint.TryParse(numbers[1], CultureInfo.InvariantCulture, out uint minor))
        {
            _devices[id] = (major << MinorBits) | minor;
        }
    }
}
