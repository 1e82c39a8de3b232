using KosmosProbe.Host.CommandLine;

namespace KosmosProbe.Host.Listing;

/// <summary>--list-events and -i: what rules may name in <c>evt.type</c>.</summary>
internal static class EventListing
{
    public static void Write(TextWriter output, ListFormat format) => output.WriteLine(format);
    public static void WriteIgnored(TextWriter output) => output.WriteLine();
}
