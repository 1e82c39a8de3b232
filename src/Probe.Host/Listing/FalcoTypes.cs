using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Host.Listing;

/// <summary>Falco's names of the types, as its lists have them.</summary>
internal static class FalcoTypes
{
    /// <summary>The name of a type.</summary>
    /// <param name="type">The type.</param>
    public static string Name(FieldType type) => type switch
    {
        FieldType.Text => "CHARBUF",
        FieldType.Path => "FSPATH",
        FieldType.Bytes => "BYTEBUF",
        FieldType.Boolean => "BOOL",
        FieldType.FileDescriptor => "FD",
        FieldType.Flags32 => "FLAGS32",
        FieldType.RelativeTime => "RELTIME",
        FieldType.AbsoluteTime => "ABSTIME",
        FieldType.IpAddress => "IPADDR",
        FieldType.IpNetwork => "IPNET",
        _ => type.ToString().ToUpperInvariant(),
    };
}
