namespace KosmosProbe.Tidy.Tests.Docs;

/// <summary>A page of docs/ that is generated: <c>make docs</c> writes it, a test holds it to its tables.</summary>
/// <param name="name">The file's name in docs/.</param>
/// <param name="write">Writes the whole page.</param>
internal sealed class Page(string name, Action<PageText> write)
{
    /// <summary>All generated pages; one class each.</summary>
    public static readonly IReadOnlyList<Page> All =
    [
        new("fields.md", FieldsPage.Write),
        new("operators.md", OperatorsPage.Write),
        new("events.md", EventsPage.Write),
        new("metrics.md", MetricsPage.Write),
        new("messages.md", MessagesPage.Write),
        new("configuration.md", ConfigurationPage.Write),
    ];

    /// <summary>The file's name in docs/.</summary>
    public string Name => name;

    /// <summary>What the page has to say now.</summary>
    public string Text()
    {
        var text = new PageText();
        write(text);
        return text.ToString();
    }
}
