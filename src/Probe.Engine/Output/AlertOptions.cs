namespace KosmosProbe.Engine.Output;

/// <summary>One of the two forms of an alert.</summary>
public enum AlertForm
{
    /// <summary>A line of text.</summary>
    Text,

    /// <summary>A JSON object on a line.</summary>
    Json,
}

/// <summary>The time at the start of an alert's output.</summary>
public enum AlertTime
{
    /// <summary><c>HH:MM:SS.nnnnnnnnn</c> in the machine's zone.</summary>
    LocalClock,

    /// <summary><c>YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+0000</c>.</summary>
    Iso8601,
}

/// <summary>How alerts are written: Falco's configuration keys of the same meaning.</summary>
public sealed record AlertOptions
{
    /// <summary>json_output.</summary>
    public AlertForm Form { get; init; } = AlertForm.Text;

    /// <summary>time_format_iso_8601.</summary>
    public AlertTime Time { get; init; } = AlertTime.LocalClock;

    /// <summary>json_include_output_property.</summary>
    public bool IncludeOutput { get; init; } = true;

    /// <summary>json_include_output_fields_property.</summary>
    public bool IncludeOutputFields { get; init; } = true;

    /// <summary>json_include_tags_property.</summary>
    public bool IncludeTags { get; init; } = true;

    /// <summary>json_include_message_property.</summary>
    public bool IncludeMessage { get; init; }

    /// <summary>Some output asks for the whole JSON object, whatever the form of the others.</summary>
    public bool AlsoWholeJson { get; init; }

    /// <summary>The JSON object with all that receivers of it expect; the message only when it was asked for.</summary>
    public AlertOptions WholeJson => this with
    {
        Form = AlertForm.Json,
        IncludeOutput = true,
        IncludeOutputFields = true,
        IncludeTags = true,
    };

    /// <summary>The configured form is that object.</summary>
    public bool IsWholeJson => this == WholeJson;

    /// <summary>The field whose text starts an alert's output.</summary>
    public string TimeField => Time == AlertTime.Iso8601 ? "evt.time.iso8601" : "evt.time";
}
