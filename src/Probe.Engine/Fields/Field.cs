using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Fields;

/// <summary>Reads a text. False: missing, and then every check on the field is false.</summary>
/// <param name="context">What to read from.</param>
/// <param name="value">Bytes, valid as long as the context or until its scratch is reset.</param>
public delegate bool TextReader(in EventContext context, out ReadOnlySpan<byte> value);

/// <summary>Reads a number of any integer type. Unsigned 64-bit values are the same bits.</summary>
/// <param name="context">What to read from.</param>
/// <param name="value">The number, sign-extended for signed types, zero-extended for unsigned ones.</param>
public delegate bool NumberReader(in EventContext context, out long value);

/// <summary>Reads a truth value.</summary>
/// <param name="context">What to read from.</param>
/// <param name="value">The value.</param>
public delegate bool BooleanReader(in EventContext context, out bool value);

/// <summary>Reads a floating-point number.</summary>
/// <param name="context">What to read from.</param>
/// <param name="value">The value.</param>
public delegate bool DoubleReader(in EventContext context, out double value);

/// <summary>Reads an IP address.</summary>
/// <param name="context">What to read from.</param>
/// <param name="value">The address; a v4-mapped v6 address is given as v4.</param>
public delegate bool AddressReader(in EventContext context, out IpAddress value);

/// <summary>Counts the values of a many-valued field: -1 missing, 0 an empty list.</summary>
/// <param name="context">What to read from.</param>
public delegate int CountReader(in EventContext context);

/// <summary>Reads one value of a many-valued text field.</summary>
/// <param name="context">What to read from.</param>
/// <param name="index">From 0 to the count less one.</param>
/// <param name="value">The value.</param>
public delegate bool TextItemReader(in EventContext context, int index, out ReadOnlySpan<byte> value);

/// <summary>Reads one value of a many-valued number field.</summary>
/// <param name="context">What to read from.</param>
/// <param name="index">From 0 to the count less one.</param>
/// <param name="value">The value.</param>
public delegate bool NumberItemReader(in EventContext context, int index, out long value);

/// <summary>Reads one value of a many-valued address field.</summary>
/// <param name="context">What to read from.</param>
/// <param name="index">From 0 to the count less one.</param>
/// <param name="value">The value.</param>
public delegate bool AddressItemReader(in EventContext context, int index, out IpAddress value);

/// <summary>How many values a field has, and what a check over them means.</summary>
public enum FieldShape
{
    /// <summary>One value.</summary>
    Single,

    /// <summary>A list: only <c>in</c> (all values), <c>intersects</c> (any value), <c>exists</c> apply.</summary>
    List,

    /// <summary>
    /// Several ends or ancestors, compared one by one: true when any satisfies the operator; <c>!=</c> is true when
    /// none is equal (fd.ip, fd.port, fd.net).
    /// </summary>
    AnyNoneUnequal,

    /// <summary>As above, but <c>!=</c> too is true when any value satisfies it (proc.aname without index).</summary>
    Any,
}

/// <summary>Whether a field takes an argument in brackets.</summary>
public enum ArgumentRule
{
    /// <summary>None allowed.</summary>
    None,

    /// <summary>An index is required: <c>proc.aexe[2]</c>.</summary>
    IndexRequired,

    /// <summary>An index may be given: <c>proc.aname</c>, <c>proc.aname[2]</c>.</summary>
    IndexOptional,

    /// <summary>A key is required: <c>evt.arg[name]</c>, <c>evt.arg.name</c>.</summary>
    KeyRequired,

    /// <summary>A key may be given: <c>proc.env[PATH]</c>.</summary>
    KeyOptional,

    /// <summary>An index or a key is required: <c>container.mount[0]</c>, <c>container.mount[/data]</c>.</summary>
    IndexOrKeyRequired,
}

/// <summary>Facts of argument rules.</summary>
public static class ArgumentRules
{
    /// <summary>The field has no value without an argument.</summary>
    /// <param name="rule">The rule.</param>
    public static bool IsRequired(this ArgumentRule rule) =>
        rule is ArgumentRule.IndexRequired or ArgumentRule.KeyRequired or ArgumentRule.IndexOrKeyRequired;

    /// <summary>The argument may be a key.</summary>
    /// <param name="rule">The rule.</param>
    public static bool TakesKey(this ArgumentRule rule) =>
        rule is ArgumentRule.KeyRequired or ArgumentRule.KeyOptional or ArgumentRule.IndexOrKeyRequired;
}

/// <summary>How a number is printed; in JSON only <see cref="Decimal"/> stays a number.</summary>
public enum NumberFormat
{
    /// <summary>10.</summary>
    Decimal,

    /// <summary>FF, no prefix.</summary>
    Hexadecimal,

    /// <summary>755, no prefix.</summary>
    Octal,

    /// <summary>Decimal, padded with zeros to nine digits.</summary>
    PaddedNanoseconds,
}

/// <summary>
/// What a rule's author may write in conditions and outputs: name, type, a sentence, an example, a reader. A field
/// exists because it stands in one row of a <c>*Fields.cs</c> table; binder, output and docs learn it from there.
/// </summary>
public sealed class Field
{
    private FieldLifetime _lifetime = FieldLifetime.Event;
    private Func<string, Field?>? _withArgument;
    private string? _notCollected;
    private Delegate? _reader;
    private CountReader? _count;

    /// <summary>As written in rules: <c>proc.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Type of the value, or of each value.</summary>
    public required FieldType Type { get; init; }

    /// <summary>One sentence for the docs and <c>--list</c>.</summary>
    public required string Description { get; init; }

    /// <summary>A condition that uses the field and that must bind; run as a test.</summary>
    public required string Example { get; init; }

    /// <summary>The value reader: one of the reader delegates of this file, fitting type and shape. Null for a field
    /// that takes a required argument.</summary>
    public Delegate? Reader
    {
        get => _reader;
        init => _reader = value;
    }

    /// <summary>Counts the values; set for every shape but <see cref="FieldShape.Single"/>.</summary>
    public CountReader? Count
    {
        get => _count;
        init => _count = value;
    }

    /// <summary>One value or several.</summary>
    public FieldShape Shape { get; init; } = FieldShape.Single;

    /// <summary>Whether brackets are needed or allowed.</summary>
    public ArgumentRule Argument { get; init; } = ArgumentRule.None;

    /// <summary>
    /// For fields with an argument: the field of that argument (single-valued, with its own reader), or null when the
    /// argument does not fit. Called at load only. The result's <see cref="Name"/> contains the argument as written;
    /// its <see cref="Lifetime"/> and <see cref="NotCollected"/> are this field's.
    /// </summary>
    public Func<string, Field?>? WithArgument
    {
        get => _withArgument is null ? null : Derive;
        init => _withArgument = value;
    }

    /// <summary>How long the value stays as it is: where checks on it could be remembered.</summary>
    public FieldLifetime Lifetime
    {
        get => _lifetime;
        init => _lifetime = value;
    }

    /// <summary>How numbers print.</summary>
    public NumberFormat Format { get; init; } = NumberFormat.Decimal;

    /// <summary>For texts that stand for a number (evt.time): what JSON output_fields hold in their place.</summary>
    public NumberReader? JsonNumber { get; init; }

    /// <summary>Can only be compared; printed it is missing (fd.ip).</summary>
    public bool FilterOnly { get; init; }

    /// <summary>Refuses transformers and the right-hand side (fd.ip, proc.aname).</summary>
    public bool Plain { get; init; }

    /// <summary>Refuses the right-hand side alone (fd.types).</summary>
    public bool LeftOnly { get; init; }

    /// <summary>The value is a distance, and equal means that it is no greater (evt.around).</summary>
    public bool IsDistance { get; init; }

    /// <summary>Set when the field should no longer be used: what to say.</summary>
    public string? Deprecated { get; init; }

    /// <summary>Rules may use it, lists do not show it: what only very old rules name (evt.dir).</summary>
    public bool Unlisted { get; init; }

    /// <summary>
    /// Set while the probe does not get to know the value: one sentence why. The field is missing, so every check on it
    /// is false; lists, docs and the start-up warning say so.
    /// </summary>
    public string? NotCollected
    {
        get => _notCollected;
        init => _notCollected = value;
    }

    /// <summary>The same field with another lifetime.</summary>
    /// <param name="lifetime">How long the value stays as it is.</param>
    internal Field Lasting(FieldLifetime lifetime)
    {
        var field = (Field)MemberwiseClone();
        field._lifetime = lifetime;
        return field;
    }

    /// <summary>The same field with another reader: of a kind that fits type and shape.</summary>
    /// <param name="reader">In place of <see cref="Reader"/>; null for a field that needs an argument.</param>
    /// <param name="withArgument">Gives the reader of an argument that the field takes.</param>
    /// <param name="count">In place of <see cref="Count"/>.</param>
    /// <param name="countWithArgument">The same for an argument that the field takes.</param>
    internal Field ReadBy(
        Delegate? reader,
        Func<string, Delegate?>? withArgument = null,
        CountReader? count = null,
        Func<string, CountReader>? countWithArgument = null)
    {
        var field = (Field)MemberwiseClone();
        field._reader = reader;
        field._count = count ?? _count;
        field._notCollected = null;
        if (withArgument is not null && _withArgument is { } former)
        {
            field._withArgument = argument => former(argument)?.ReadBy(
                withArgument(argument), count: countWithArgument?.Invoke(argument));
        }

        return field;
    }

    /// <summary>The same field, and those of its arguments, each with other readers.</summary>
    /// <param name="readers">Gives the readers of a field; the argument is null for the field itself.</param>
    internal Field ReadBy(Func<Field, string?, (Delegate? Reader, CountReader? Count)> readers) =>
        ReadBy(readers, argument: null);

    private Field ReadBy(Func<Field, string?, (Delegate? Reader, CountReader? Count)> readers, string? argument)
    {
        var field = (Field)MemberwiseClone();
        (field._reader, field._count) = readers(this, argument);
        field._notCollected = null;
        if (_withArgument is { } former)
        {
            field._withArgument = given => former(given)?.ReadBy(readers, given);
        }

        return field;
    }

    /// <summary>The same field, marked as one that has no value yet.</summary>
    /// <param name="why">One sentence, or null.</param>
    internal Field NotYet(string? why)
    {
        var field = (Field)MemberwiseClone();
        field._notCollected = why;
        return field;
    }

    private Field? Derive(string argument) =>
        _withArgument!(argument) is { } derived
            ? derived.Lasting(_lifetime).NotYet(_notCollected ?? derived._notCollected)
            : null;
}
