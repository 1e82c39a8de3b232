using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KosmosProbe.Engine.Rules.Reading;

/// <summary>
/// Reads the documents of a rules file into values that know their place. Built on the parser's events because the
/// library's own tree refuses double keys, which rules files have and Falco takes.
/// </summary>
internal sealed class YamlReader
{
    private const int DepthMax = 64;
    private readonly RuleFile _file;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, YamlValue> _anchors = [];

    private YamlReader(RuleFile file)
    {
        _file = file;
        _parser = new Parser(new StringReader(file.Text));
    }

    /// <summary>Reads a file; false, and one error added, when it is not YAML.</summary>
    public static bool TryRead(
        RuleFile file, RuleReport report, [NotNullWhen(true)] out List<YamlValue>? documents)
    {
        var reader = new YamlReader(file);
        try
        {
            documents = reader.ReadDocuments();
            return true;
        }
        catch (YamlException fault)
        {
            string reason = (fault.InnerException?.Message ?? fault.Message).TrimEnd('.');
            Report(file, fault.Start, $"{char.ToLowerInvariant(reason[0])}{reason[1..]}", report);
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException)
        {
            // The library gives up like this on some scalars and tags, without saying where.
            Report(file, reader._parser.Current?.End ?? Mark.Empty, "the text behind this cannot be read", report);
        }

        documents = null;
        return false;
    }

    private static void Report(RuleFile file, Mark at, string reason, RuleReport report)
    {
        var span = new FileSpan(file, OffsetOf(file, at), 1);
        report.Add(RuleCode.YamlParse, span, $"not YAML: {reason}", RuleLocation.At(RuleItem.ValueFor, span));
    }

    private static int OffsetOf(RuleFile file, Mark mark) =>
        Math.Clamp(file.StartOf((int)mark.Line - 1) + (int)mark.Column - 1, 0, file.Text.Length);

    private List<YamlValue> ReadDocuments()
    {
        var documents = new List<YamlValue>();
        _parser.Consume<StreamStart>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            documents.Add(ReadValue(0));
            _parser.Consume<DocumentEnd>();
            _anchors.Clear();
        }

        return documents;
    }

    private YamlValue ReadValue(int depth)
    {
        if (depth > DepthMax)
        {
            var mark = _parser.Current?.Start ?? Mark.Empty;
            throw new YamlException(mark, mark, $"nested deeper than {DepthMax} levels");
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return Remember(scalar.Anchor, CreateScalar(scalar));
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.TryGetValue(alias.Value, out var target)
                ? target
                : throw new YamlException(alias.Start, alias.End, $"nothing has the anchor `{alias.Value}`");
        }

        if (_parser.TryConsume<SequenceStart>(out var sequenceStart))
        {
            var sequence = Remember(sequenceStart.Anchor, Create(YamlKind.Sequence, sequenceStart));
            while (!_parser.Accept<SequenceEnd>(out _))
            {
                sequence.Items.Add(ReadValue(depth + 1));
            }

            Close(sequence, _parser.Consume<SequenceEnd>(), sequence.Items.LastOrDefault());
            return sequence;
        }

        var mappingStart = _parser.Consume<MappingStart>();
        var mapping = Remember(mappingStart.Anchor, Create(YamlKind.Mapping, mappingStart));
        while (!_parser.Accept<MappingEnd>(out _))
        {
            var key = ReadValue(depth + 1);
            mapping.Members.Add(new(key, ReadValue(depth + 1)));
        }

        Close(mapping, _parser.Consume<MappingEnd>(), mapping.Members.LastOrDefault().Value);
        return mapping;
    }

    // The parser puts the end of a flow on its closing bracket, and that of a block on whatever comes next.
    private void Close(YamlValue value, ParsingEvent end, YamlValue? last)
    {
        int at = OffsetOf(_file, end.Start);
        bool isFlow = at < _file.Text.Length && _file.Text[at] is ']' or '}';
        int blockEnd = last is null ? value.Span.Offset + 1 : last.Span.Offset + last.Span.Length;
        value.Span = value.Span with { Length = Math.Max((isFlow ? at + 1 : blockEnd) - value.Span.Offset, 1) };
    }

    private YamlValue Remember(AnchorName anchor, YamlValue value)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor] = value;
        }

        return value;
    }

    private YamlValue Create(YamlKind kind, ParsingEvent at) => new() { Kind = kind, Span = SpanOf(at) };

    private YamlValue CreateScalar(Scalar scalar) => new()
    {
        Kind = scalar.Style == ScalarStyle.Plain && IsNull(scalar.Value) ? YamlKind.Null : YamlKind.Scalar,
        Span = SpanOf(scalar),
        Text = scalar.Value,
        Style = scalar.Style,
    };

    private FileSpan SpanOf(ParsingEvent at)
    {
        int start = OffsetOf(_file, at.Start);
        return new FileSpan(_file, start, Math.Max(OffsetOf(_file, at.End) - start, 1));
    }

    private static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";
}
