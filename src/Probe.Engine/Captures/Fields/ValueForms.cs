using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>The forms of all types that parameters have.</summary>
internal static class ValueForms
{
    private const double NsPerSecond = 1e9;

    private static readonly ValueForm Text = new(AddText)
    {
        IsText = true,
        IsTerminated = true,
    };

    private static readonly ValueForm Bytes = new(
        static (in _, scoped value, ref text) => text.AddPrintable(value))
    {
        Absent = ValueForm.None,
        IsText = true,
    };

    // A family of zero alone stands for an address that the recorder had no room for.
    private static readonly ValueForm SocketAddress = new(static (in _, scoped value, ref text) =>
    {
        if (value is [0])
        {
            text.Add("<NA>"u8);
        }
        else
        {
            SocketText.WriteAddress(value, ref text);
        }
    })
    {
        IsText = true,
    };

    private static readonly ValueForm SocketPair = new(
        static (in _, scoped value, ref text) => SocketText.WriteTuple(value, ref text))
    {
        Absent = ValueForm.None,
        IsText = true,
    };

    private static readonly ValueForm Result = new(AddSigned, AddError) { IsSigned = true };

    private static readonly ValueForm Thread = new(AddSigned, AddThreadName) { IsSigned = true };

    private static readonly ValueForm User = new(AddId, static (in context, scoped value, ref text) =>
        AddOwner(
            value,
            static (in context, id) => context.Node.Recorded!.Users.NamedUser(context.Thread.Recorded?.Container, id),
            context,
            ref text));

    private static readonly ValueForm Group = new(AddId, static (in context, scoped value, ref text) =>
        AddOwner(
            value,
            static (in context, id) => context.Node.Recorded!.Users.NamedGroup(context.Thread.Recorded?.Container, id),
            context,
            ref text));

    private static readonly ValueForm Signal = new(AddUnsigned, static (in _, scoped value, ref text) =>
        text.Add(SignalNames.Find((uint)RecordedValues.Unsigned(value))));

    private static readonly ValueForm SignalSet = new(AddSignals);

    private static readonly ValueForm Duration = new(AddDuration, AddSeconds);

    private static readonly ValueForm Time = new(AddTime);

    private static readonly ValueForm Syscall = new(AddUnsigned, static (in context, scoped _, ref text) =>
        text.Add(EventTable.Utf8Name(context.Event.Type)));

    private delegate ReadOnlySpan<byte> NameOf(in EventContext context, uint id);

    /// <summary>The form of a parameter.</summary>
    /// <param name="known">The parameter.</param>
    /// <param name="directory">The parameter with the directory that a path is relative to; below 0 for none.</param>
    public static ValueForm Of(KnownParameter known, int directory) => known.Type switch
    {
        ParameterType.FsPath => PathForms.Of(-1),
        ParameterType.FsRelPath => PathForms.Of(directory),
        ParameterType.Dynamic => DynamicForm(known),
        _ => Of(known.Type, known),
    };

    private static ValueForm Of(ParameterType type, KnownParameter known) => type switch
    {
        ParameterType.CharBuf => Text,
        ParameterType.ByteBuf => Bytes,
        ParameterType.Errno => Result,
        ParameterType.Fd => DescriptorForms.Descriptor,
        ParameterType.FdList => DescriptorForms.List,
        ParameterType.Pid => Thread,
        ParameterType.Uid => User,
        ParameterType.Gid => Group,
        ParameterType.SockAddr => SocketAddress,
        ParameterType.SockTuple => SocketPair,
        ParameterType.SyscallId => Syscall,
        ParameterType.SigType => Signal,
        ParameterType.SigSet => SignalSet,
        ParameterType.RelTime => Duration,
        ParameterType.AbsTime => Time,
        ParameterType.Flags8 or ParameterType.Flags16 or ParameterType.Flags32 =>
            new ValueForm(AddUnsigned, new ValueNames(known).AddFlags),
        ParameterType.EnumFlags8 or ParameterType.EnumFlags16 or ParameterType.EnumFlags32 =>
            new ValueForm(AddUnsigned, new ValueNames(known).AddEqual),
        ParameterType.Mode => new ValueForm(Number(known.Base, isSigned: false), new ValueNames(known).AddMode),
        ParameterType.Int16 or ParameterType.Int32 or ParameterType.Int64 =>
            new ValueForm(Number(known.Base, isSigned: true)) { IsSigned = true },
        _ => new ValueForm(Number(known.Base, isSigned: false)),
    };

    // The value begins with a byte that says which it is; all of them print in the parameter's base.
    private static ValueForm DynamicForm(KnownParameter known)
    {
        ValueForm[] variants = [.. known.Variants.Select(type => Of(type, known))];
        return new ValueForm(
            (in context, scoped value, ref text) =>
            {
                if (value[0] >= variants.Length)
                {
                    text.Add("INVALID DYNAMIC PARAMETER"u8);
                }
                else if (value.Length > 1)
                {
                    variants[value[0]].Plain(context, value[1..], ref text);
                }
            },
            (in context, scoped value, ref text) =>
            {
                if (value[0] < variants.Length && value.Length > 1)
                {
                    variants[value[0]].Resolved?.Invoke(context, value[1..], ref text);
                }
            });
    }

    private static ValueWriter Number(Radix format, bool isSigned) => format switch
    {
        Radix.Octal => static (in _, scoped value, ref text) =>
            text.AddOctal((uint)RecordedValues.Unsigned(value)),
        Radix.Hexadecimal => static (in _, scoped value, ref text) => text.AddHex(RecordedValues.Unsigned(value)),
        _ => isSigned ? AddSigned : AddUnsigned,
    };

    private static void AddText(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text) =>
        text.Add(RecordedValues.Text(value));

    private static void AddSigned(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text) =>
        text.AddNumber(RecordedValues.Signed(value));

    private static void AddUnsigned(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text) =>
        text.AddUnsigned(RecordedValues.Unsigned(value));

    private static void AddId(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text) =>
        text.AddNumber((int)RecordedValues.Unsigned(value));

    private static void AddError(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text) =>
        ParameterRows.WriteError(RecordedValues.Signed(value), ref text);

    private static void AddThreadName(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text)
    {
        long tid = RecordedValues.Signed(value);
        if (tid is > 0 and <= uint.MaxValue && context.Node.Threads.TryFind((uint)tid, out var thread))
        {
            text.Add(thread.Comm);
        }
    }

    private static void AddOwner(
        scoped ReadOnlySpan<byte> value, NameOf nameOf, in EventContext context, ref TextBuilder text)
    {
        uint id = (uint)RecordedValues.Unsigned(value);
        var name = id == uint.MaxValue ? "<NONE>"u8 : nameOf(context, id);
        text.Add(name.IsEmpty ? "<NA>"u8 : name);
    }

    private static void AddSignals(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text) =>
        SignalNames.WriteSet((uint)RecordedValues.Unsigned(value), ref text);

    private static void AddDuration(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text) =>
        ParameterRows.WriteDuration(RecordedValues.Unsigned(value), ref text);

    private static void AddSeconds(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text) =>
        ParameterRows.WriteSeconds(RecordedValues.Unsigned(value), ref text);

    private static void AddTime(in EventContext context, scoped ReadOnlySpan<byte> value, ref TextBuilder text) =>
        ParameterRows.WriteTime(context, RecordedValues.Unsigned(value), ref text);
}
