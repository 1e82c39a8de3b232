using System.Text;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Engine.Output;

/// <summary>
/// What a rule's alerts are made of, prepared at load: the parsed templates and every part of the JSON that does not
/// depend on the event. Immutable.
/// </summary>
public sealed class AlertOutput
{
    // Most rules' tags fit.
    private const int TagsBytes = 256;

    private readonly IReadOnlyList<ExtraField> _extras;

    /// <summary>Prepares a rule's alerts.</summary>
    /// <param name="rule">Name of the rule.</param>
    /// <param name="source">Its source.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="tags">Its tags, in any order.</param>
    /// <param name="time">The time that starts the output; null when the table has no such field.</param>
    /// <param name="format">The rule's template.</param>
    /// <param name="extras">Fields that configuration adds.</param>
    public AlertOutput(
        string rule,
        string source,
        Priority priority,
        IEnumerable<string> tags,
        Field? time,
        OutputFormat format,
        IReadOnlyList<ExtraField> extras)
    {
        Rule = Encoding.UTF8.GetBytes(rule);
        Priority = priority;
        Format = format;
        _extras = extras;
        Time = time is null ? null : new FieldPrinter(time);
        Fields = new OutputFields(time is null ? format.PlainFields : [.. format.PlainFields, time], extras);
        Prefix = Encoding.UTF8.GetBytes($": {priority} ");
        JsonRule =
        [
            .. Encoding.UTF8.GetBytes($"\"priority\":\"{priority}\",\"rule\":"),
            .. JsonText.Encode(rule),
            .. ",\"source\":"u8,
            .. JsonText.Encode(source),
        ];
        JsonTags = EncodeTags(tags.Distinct(StringComparer.Ordinal).Order(Utf8Order.Instance));
    }

    /// <summary>The rule's name, in UTF-8.</summary>
    internal byte[] Rule { get; }

    /// <summary>The rule's priority.</summary>
    internal Priority Priority { get; }

    /// <summary>The rule's template.</summary>
    public OutputFormat Format { get; }

    /// <summary>Every field that an alert shows, in text or in JSON.</summary>
    internal IEnumerable<Field> Shown => Format.Values.Concat(_extras.SelectMany(
        extra => extra.Value is { } value ? [value] : extra.Format?.Values ?? []));

    /// <summary>What output_fields holds.</summary>
    internal OutputFields Fields { get; }

    /// <summary>The time that starts the output.</summary>
    internal FieldPrinter? Time { get; }

    /// <summary>What stands between time and message.</summary>
    internal byte[] Prefix { get; }

    /// <summary>The members priority, rule and source.</summary>
    internal byte[] JsonRule { get; }

    /// <summary>The member tags.</summary>
    internal byte[] JsonTags { get; }

    private static byte[] EncodeTags(IEnumerable<string> tags)
    {
        var buffer = new ByteBuffer(TagsBytes);
        buffer.Append("\"tags\":["u8);
        bool isFirst = true;
        foreach (string tag in tags)
        {
            if (!isFirst)
            {
                buffer.Append((byte)',');
            }

            isFirst = false;
            buffer.Append(JsonText.Encode(tag));
        }

        buffer.Append((byte)']');
        return buffer.Written.ToArray();
    }
}
