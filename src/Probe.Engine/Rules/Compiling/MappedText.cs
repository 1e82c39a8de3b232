using System.Text;
using KosmosProbe.Engine.Rules.Reading;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>
/// A text put together from pieces of rules files (a condition, what was appended to it, its exceptions) in which every
/// character still knows where it stands.
/// </summary>
internal sealed class MappedText
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _written = new();
    private readonly List<Piece> _pieces = [];

    /// <summary>The scalars' texts as files have them, not trimmed, a blank between.</summary>
    public string Written => _written.ToString();

    public int Length => _text.Length;

    /// <summary>The scalar's text, trimmed.</summary>
    public static MappedText Of(YamlValue scalar)
    {
        var text = new MappedText();
        text.Append(scalar);
        return text;
    }

    /// <summary>Appends a scalar's text, trimmed; each character keeps its own place.</summary>
    public void Append(YamlValue scalar)
    {
        string trimmed = scalar.Text.Trim();
        int skipped = trimmed.Length == 0 ? 0 : scalar.Text.IndexOf(trimmed[0], StringComparison.Ordinal);
        _pieces.Add(new Piece(_text.Length, scalar, skipped));
        _text.Append(trimmed);
        _written.Append(_written.Length > 0 ? " " : string.Empty).Append(scalar.Text);
    }

    /// <summary>Appends a text that stands nowhere; it is reported at a value.</summary>
    public void AppendFor(YamlValue at, string text)
    {
        _pieces.Add(new Piece(_text.Length, at, null));
        _text.Append(text);
    }

    /// <summary>Appends another text with its places.</summary>
    public void Append(MappedText other)
    {
        foreach (var piece in other._pieces)
        {
            _pieces.Add(piece with { Start = piece.Start + _text.Length });
        }

        _text.Append(other._text);
        _written.Append(other._written);
    }

    /// <summary>The scalar whose text holds an offset; of text that stands nowhere, the first.</summary>
    public YamlValue ScalarAt(int offset)
    {
        int index = _pieces.FindLastIndex(piece => piece.Start <= offset && piece.Skipped is not null);
        return _pieces[Math.Max(index, 0)].Value;
    }

    /// <summary>The place of a stretch of the text.</summary>
    public FileSpan SpanAt(int offset, int length)
    {
        int index = _pieces.FindLastIndex(piece => piece.Start <= offset);
        var piece = _pieces[Math.Max(index, 0)];
        if (piece.Skipped is not { } skipped)
        {
            return piece.Value.Span;
        }

        int first = offset - piece.Start + skipped;
        int start = piece.Value.OffsetOf(first);
        int last = piece.Value.OffsetOf(first + Math.Max(length, 1) - 1);
        return piece.Value.Span with { Offset = start, Length = Math.Max(last - start + 1, 1) };
    }

    public override string ToString() => _text.ToString();

    private readonly record struct Piece(int Start, YamlValue Value, int? Skipped);
}
