using System.Globalization;
using System.Xml;
using KosmosProbe.Engine.RuleTesting;
using KosmosProbe.Host.Explain;

namespace KosmosProbe.Host.RuleTesting;

/// <summary>Results as JUnit's XML: a suite for each file; a failure holds what the text form says of it.</summary>
/// <param name="output">Where to.</param>
internal sealed class TestJUnit(TextWriter output) : ITestOutput
{
    private readonly List<Suite> _suites = [];

    /// <inheritdoc/>
    public void Begin(string file) => _suites.Add(new Suite(file));

    /// <inheritdoc/>
    public void Refuse(string file, IReadOnlyList<string> errors)
    {
        var suite = new Suite(file);
        suite.Cases.Add(new Case(file, TimeSpan.Zero, "error", string.Join('\n', errors)));
        _suites.Add(suite);
    }

    /// <inheritdoc/>
    public void Add(RuleTestResult result, TimeSpan taken)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        if (!result.Passed) new TestText(text, new Ink(isOn: false), isVerbose: false).Add(result, taken);
        string? kind = result.Passed ? null : result.Errors.Count > 0 ? "error" : "failure";
        _suites[^1].Cases.Add(new Case(result.Case.Name, taken, kind, text.ToString()));
    }

    /// <inheritdoc/>
    public void End(TestTotals totals)
    {
        var settings = new XmlWriterSettings { Indent = true, CheckCharacters = false, OmitXmlDeclaration = true };
        using (var xml = XmlWriter.Create(output, settings))
        {
            xml.WriteStartElement("testsuites");
            foreach (var suite in _suites) Write(xml, suite);
            xml.WriteEndElement();
        }

        output.WriteLine();
    }

    private static void Write(XmlWriter xml, Suite suite)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", Printable(suite.File));
        xml.WriteAttributeString("tests", Number(suite.Cases.Count));
        xml.WriteAttributeString("failures", Number(suite.Cases.Count(static one => one.Kind == "failure")));
        xml.WriteAttributeString("errors", Number(suite.Cases.Count(static one => one.Kind == "error")));
        foreach (var (name, taken, kind, text) in suite.Cases)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("classname", Printable(suite.File));
            xml.WriteAttributeString("name", Printable(name));
            xml.WriteAttributeString("time", taken.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
            if (kind is not null)
            {
                xml.WriteStartElement(kind);
                xml.WriteAttributeString("message", kind == "error" ? "the case cannot be run" : "other alerts came");
                xml.WriteString(Printable(text));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    // XML has no way to write most control characters.
    private static string Printable(string text) =>
        string.Concat(text.Select(static c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c) ? c : '?'));

    private sealed record Suite(string File)
    {
        public List<Case> Cases { get; } = [];
    }

    private sealed record Case(string Name, TimeSpan Taken, string? Kind, string Text);
}
