using Spectre.Console;

namespace KosmosProbe.Host.Explain;

/// <summary>Colours where there is a terminal that shows them, nothing otherwise.</summary>
/// <param name="isOn">Whether there is.</param>
internal sealed class Ink(bool isOn)
{
    /// <summary>As standard output needs it; NO_COLOR and what the terminal can do are heeded.</summary>
    public static Ink ForOutput() => new(
        !Console.IsOutputRedirected && AnsiConsole.Console.Profile.Capabilities is { Ansi: true, ColorSystem: not 0 });

    /// <summary>What stands above a part.</summary>
    /// <param name="text">The text.</param>
    public string Heading(string text) => In("1", text);

    /// <summary>What is said beside the thing itself.</summary>
    /// <param name="text">The text.</param>
    public string Aside(string text) => In("2", text);

    /// <summary>What is dear.</summary>
    /// <param name="text">The text.</param>
    public string Dear(string text) => In("33", text);

    /// <summary>What is cheap.</summary>
    /// <param name="text">The text.</param>
    public string Cheap(string text) => In("32", text);

    /// <summary>What is as it should be.</summary>
    /// <param name="text">The text.</param>
    public string Right(string text) => In("32", text);

    /// <summary>What is not.</summary>
    /// <param name="text">The text.</param>
    public string Wrong(string text) => In("31", text);

    private string In(string colour, string text) => isOn ? $"\e[{colour}m{text}\e[0m" : text;
}
