namespace KosmosProbe.Host.RuleTesting;

/// <summary>The form of the results of rule tests.</summary>
internal enum TestFormat
{
    /// <summary>For reading.</summary>
    Text,

    /// <summary>One JSON object.</summary>
    Json,

    /// <summary>JUnit's XML, which build servers read.</summary>
    JUnit,
}

/// <summary>Reads the forms as the command line names them.</summary>
internal static class TestFormats
{
    /// <summary>A form by its name.</summary>
    /// <param name="text">As given.</param>
    /// <exception cref="ProbeException">It is none.</exception>
    public static TestFormat Parse(string? text) => text switch
    {
        null or "text" => TestFormat.Text,
        "json" => TestFormat.Json,
        "junit" => TestFormat.JUnit,
        _ => throw new ProbeException($"--format must be text, json or junit; found '{text}'"),
    };
}
