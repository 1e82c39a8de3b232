using System.Globalization;
using System.Net;
using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Tests;

/// <summary>A node that tests feed with records and whose fields they read by name, as a rule's output would.</summary>
internal sealed class World
{
    public const ulong BootWallNs = 1_700_000_000_000_000_000;

    public World()
    {
        Node = new NodeState { Clock = new BootClock(TimeZoneInfo.Utc) { OffsetNs = (long)BootWallNs } };
    }

    public World(NodeState node) => Node = node;

    public NodeState Node { get; }

    public ThreadTable Threads => Node.Threads;

    /// <summary>Lets records happen, from the first to the last.</summary>
    public World Feed(params byte[][] records)
    {
        foreach (byte[] record in records)
        {
            var view = Records.View(record);
            Threads.Apply(view);
            Threads.Settle(view);
        }

        return this;
    }

    /// <summary>What a field says of a record while rules would judge it; null when it is missing.</summary>
    public string? Read(byte[] record, string field)
    {
        var view = Records.View(record);
        var thread = Threads.Apply(view);
        string? text = Text(new EventContext(view, thread, Node, number: 1, view.Header.Result), Find(field));
        Threads.Settle(view);
        return text;
    }

    /// <summary>What a field says of a clone's record where it is judged as the child's event.</summary>
    public string? ReadAsChild(byte[] record, string field)
    {
        var view = Records.View(record);
        Threads.Apply(view);
        return Threads.TryFind(view.As<CloneEvent>().ChildTid, out var child)
            ? Text(new EventContext(view, child, Node, number: 2, result: 0), Find(field))
            : throw new InvalidOperationException("the child is not in the table");
    }

    /// <summary>Finds a field as rules name it, with its argument in brackets or after a dot.</summary>
    public static Field Find(string name)
    {
        if (SyscallFields.Table.TryFind(name, out var field))
        {
            return field;
        }

        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        int split = bracket >= 0 ? bracket : name.LastIndexOf('.');
        string argument = name[(split + 1)..].TrimEnd(']');
        return SyscallFields.Table.TryFind(name[..split], out field) ? field.WithArgument?.Invoke(argument)
            ?? throw new ArgumentException($"no argument {argument} of {field.Name}")
            : throw new ArgumentException($"no field {name}");
    }

    /// <summary>A value as text; several joined by blanks.</summary>
    public static string? Text(in EventContext context, Field field)
    {
        if (field.Count is not null)
        {
            return TextOfMany(context, field);
        }

        switch (field.Reader)
        {
            case Engine.Fields.TextReader read:
                return read(context, out var text) ? Encoding.UTF8.GetString(text) : null;
            case NumberReader read:
                return read(context, out long number) ? Number(number, field) : null;
            case BooleanReader read:
                return read(context, out bool truth) ? truth ? "true" : "false" : null;
            case DoubleReader read:
                return read(context, out double real) ? real.ToString(CultureInfo.InvariantCulture) : null;
            case AddressReader read:
                return read(context, out var address) ? Address(address) : null;
            default:
                throw new ArgumentException($"{field.Name} has no reader of a single value");
        }
    }

    private static string? TextOfMany(in EventContext context, Field field)
    {
        int count = field.Count!(context);
        var values = new List<string>();
        for (int i = 0; i < count; i++)
        {
            values.Add(field.Reader switch
            {
                TextItemReader read when read(context, i, out var text) => Encoding.UTF8.GetString(text),
                NumberItemReader read when read(context, i, out long number) => Number(number, field),
                AddressItemReader read when read(context, i, out var address) => Address(address),
                _ => "-",
            });
        }

        return count < 0 ? null : string.Join(' ', values);
    }

    private static string Number(long value, Field field) => field.Type.IsUnsigned()
        ? ((ulong)value).ToString(CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);

    private static string Address(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Bits);
        return new IPAddress(address.IsV6 ? bytes : bytes[12..]).ToString();
    }
}
