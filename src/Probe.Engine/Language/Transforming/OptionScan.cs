using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Language.Transforming;

/// <summary>
/// Walks over the short options of a list of arguments, one at a time, as POSIX getopt does. Keeps places, not texts:
/// those are read again when they are asked for.
/// </summary>
/// <param name="arguments">Reads one argument.</param>
/// <param name="count">How many there are.</param>
/// <param name="known">The known letters; a colon behind one says that it takes a value.</param>
internal struct OptionScan(TextItemReader arguments, int count, byte[] known)
{
    private int _next;
    private int _argument;
    private int _offset;
    private int _valueArgument;
    private int _valueOffset;
    private bool _isInside;

    /// <summary>The letter; <c>?</c> when it is unknown, <c>?</c> or <c>:</c> when its value is missing.</summary>
    public byte Option { get; private set; }

    /// <summary>Whether the option takes a value and has one.</summary>
    public bool TakesValue { get; private set; }

    /// <summary>Whether the letter is one of the known.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Moves to the next option; false behind the last.</summary>
    /// <param name="context">What is judged.</param>
    public bool Next(in EventContext context)
    {
        TakesValue = false;
        IsKnown = false;
        if (!_isInside && !TryArgument(context))
        {
            return false;
        }

        arguments(context, _argument, out var text);
        Option = text[_offset++];
        _isInside = _offset < text.Length;
        int at = Option == ':' ? -1 : known.AsSpan().IndexOf(Option);
        IsKnown = at >= 0;
        if (!IsKnown)
        {
            Option = (byte)'?';
        }
        else if (at + 1 < known.Length && known[at + 1] == ':')
        {
            FindValue();
        }

        return true;
    }

    /// <summary>The option's value.</summary>
    /// <param name="context">What is judged.</param>
    /// <param name="value">The value.</param>
    public readonly bool ReadValue(in EventContext context, out ReadOnlySpan<byte> value)
    {
        bool found = arguments(context, _valueArgument, out value);
        value = found ? value[_valueOffset..] : default;
        return found;
    }

    private bool TryArgument(in EventContext context)
    {
        bool isOption = _next < count && arguments(context, _next, out var text)
            && text.Length > 1 && text[0] == '-' && !text.SequenceEqual("--"u8);
        _argument = _next;
        _offset = 1;
        _next = isOption ? _next + 1 : count;
        return isOption;
    }

    /// <summary>A value is the rest of the argument, or the whole next one.</summary>
    private void FindValue()
    {
        TakesValue = _isInside || _next < count;
        if (!TakesValue)
        {
            Option = known[0] == ':' ? (byte)':' : (byte)'?';
            IsKnown = false;
            return;
        }

        _valueArgument = _isInside ? _argument : _next++;
        _valueOffset = _isInside ? _offset : 0;
        _isInside = false;
    }
}
