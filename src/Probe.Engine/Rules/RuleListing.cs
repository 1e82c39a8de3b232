namespace KosmosProbe.Engine.Rules;

/// <summary>Prints rules for <c>-L</c> and <c>-l</c> as Falco does: name and description in two columns.</summary>
public static class RuleListing
{
    private const int NameColumns = 50;

    // Without the blank that ends each line.
    private const int DescriptionColumns = 58;

    /// <summary>Writes a heading and the rules.</summary>
    /// <param name="rules">The rules, in the order to print.</param>
    /// <param name="writer">Where to.</param>
    public static void Write(IEnumerable<CompiledRule> rules, TextWriter writer) =>
        Write(rules.Select(rule => (rule.Name, rule.Description)), writer);

    internal static void Write(IEnumerable<(string Name, string Description)> rules, TextWriter writer)
    {
        WriteRow("Rule", "Description", writer);
        WriteRow("----", "-----------", writer);
        foreach (var (name, description) in rules)
        {
            WriteRow(name, Wrap(description), writer);
            writer.Write('\n');
        }
    }

    private static void WriteRow(string name, string description, TextWriter writer) =>
        writer.Write($"{name.PadRight(NameColumns)} {description}\n");

    // Every word is followed by a blank, also the last of a line.
    private static string Wrap(string text)
    {
        var wrapped = new System.Text.StringBuilder();
        int column = 0;
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + word.Length > DescriptionColumns)
            {
                wrapped.Append('\n').Append(' ', NameColumns + 1);
                column = 0;
            }

            wrapped.Append(word).Append(' ');
            column += word.Length + 1;
        }

        return wrapped.ToString();
    }
}
