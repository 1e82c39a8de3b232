using KosmosProbe.Engine.Policies;
using KosmosProbe.Native;

namespace KosmosProbe.Host.Policies;

/// <summary>Filters as the kernel reads them.</summary>
internal static class FilterImages
{
    private const int MappedBits = 96;

    /// <summary>A filter's image.</summary>
    /// <param name="filter">The filter.</param>
    public static FilterImage Of(EventFilter filter)
    {
        var image = new FilterImage { AskedNames = filter.AskedNames, Identities = filter.Identities };
        Add(image, FilterMark.Path, filter.Paths);
        Add(image, FilterMark.Directory, filter.Directories);
        Add(image, FilterMark.Name, filter.Names);
        Add(image, FilterMark.Start, filter.PathStarts);
        Add(image, FilterMark.Ending, filter.Endings);
        Add(image, FilterMark.Part, filter.Parts);
        Add(image, FilterMark.AskedPart, filter.AskedParts);
        foreach (ushort port in filter.Ports) image.AddPort(port);
        foreach (var network in filter.Networks)
        {
            bool isV6 = network.Address.IsV6;
            image.AddNetwork(
                isV6 ? network.Address.Bits : new UInt128(0, 0xffff_0000_0000) | network.Address.Bits,
                network.Length + (isV6 ? 0 : MappedBits));
        }

        return image;
    }

    private static void Add(FilterImage image, FilterMark place, IEnumerable<byte[]> texts)
    {
        foreach (byte[] text in texts) image.AddMark(place, text);
    }
}
