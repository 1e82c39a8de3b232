using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// The parameters of all of Falco's events: names that <c>evt.arg</c> may be followed by, whether or not an event that
/// is traced has such a parameter. A rule may name events that other rules' authors use and this probe does not trace.
/// </summary>
internal static class KnownArguments
{
    private static readonly Lazy<Dictionary<string, ParameterType>> FirstTypes = new(() =>
    {
        var types = new Dictionary<string, ParameterType>(StringComparer.Ordinal);
        foreach (var parameter in EventCatalogue.All.SelectMany(known => known.Parameters))
        {
            types.TryAdd(parameter.Name, parameter.Type);
        }

        return types;
    });

    /// <summary>Whether any event has such a parameter.</summary>
    /// <param name="name">Its name.</param>
    public static bool Exists(string name) => FirstTypes.Value.ContainsKey(name);

    /// <summary>
    /// The type that the raw value of a parameter compares as, which is that of the first event with such a parameter;
    /// null when there is none, or when it is of a type that does not compare.
    /// </summary>
    /// <param name="name">Its name.</param>
    public static FieldType? RawType(string name) =>
        FirstTypes.Value.TryGetValue(name, out var type) ? RawType(type) : null;

    private static FieldType? RawType(ParameterType type) => type switch
    {
        ParameterType.Int16 => FieldType.Int16,
        ParameterType.Int32 => FieldType.Int32,
        ParameterType.Int64 => FieldType.Int64,
        ParameterType.UInt8 or ParameterType.Flags8 or ParameterType.EnumFlags8 or ParameterType.SigType =>
            FieldType.UInt8,
        ParameterType.UInt16 or ParameterType.Flags16 or ParameterType.EnumFlags16 or ParameterType.SyscallId =>
            FieldType.UInt16,
        ParameterType.UInt32 or ParameterType.EnumFlags32 or ParameterType.Mode => FieldType.UInt32,
        ParameterType.Flags32 => FieldType.Flags32,
        ParameterType.UInt64 => FieldType.UInt64,
        ParameterType.CharBuf => FieldType.Text,
        ParameterType.FsPath or ParameterType.FsRelPath => FieldType.Path,
        ParameterType.ByteBuf => FieldType.Bytes,
        ParameterType.Errno => FieldType.Errno,
        ParameterType.Fd => FieldType.FileDescriptor,
        ParameterType.Pid => FieldType.Pid,
        ParameterType.RelTime => FieldType.RelativeTime,
        ParameterType.AbsTime => FieldType.AbsoluteTime,
        ParameterType.Uid or ParameterType.Gid => FieldType.Uid,
        _ => null,
    };
}
