namespace KosmosProbe.Engine.Rules;

/// <summary>A rules file: its name and its text, with lines found by offset. Immutable.</summary>
public sealed class RuleFile
{
    private readonly int[] _lineStarts;

    /// <summary>A file whose text is known.</summary>
    /// <param name="name">As errors shall name it.</param>
    /// <param name="text">The whole text.</param>
    public RuleFile(string name, string text)
    {
        Name = name;
        Text = text;
        var starts = new List<int> { 0 };
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n')
            {
                starts.Add(i + 1);
            }
        }

        _lineStarts = [.. starts];
    }

    /// <summary>As errors name it.</summary>
    public string Name { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The line of an offset, counted from 0.</summary>
    /// <param name="offset">A character of the text, or its end.</param>
    public int LineOf(int offset)
    {
        int found = Array.BinarySearch(_lineStarts, offset);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>The offset of a line's first character.</summary>
    /// <param name="line">Counted from 0; past the end is the last line.</param>
    public int StartOf(int line) => _lineStarts[Math.Clamp(line, 0, _lineStarts.Length - 1)];

    /// <summary>The text of a line, without its end.</summary>
    /// <param name="line">Counted from 0.</param>
    public string Line(int line)
    {
        int start = StartOf(line);
        int end = line + 1 < _lineStarts.Length ? _lineStarts[line + 1] : Text.Length;
        return Text[start..end].TrimEnd('\r', '\n');
    }
}

/// <summary>A stretch of a rules file.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">The first character, counted from 0.</param>
/// <param name="Length">Characters.</param>
public readonly record struct FileSpan(RuleFile File, int Offset, int Length)
{
    /// <summary>The line, counted from 1.</summary>
    public int Line => File.LineOf(Offset) + 1;

    /// <summary>The column, counted from 1.</summary>
    public int Column => Offset - File.StartOf(File.LineOf(Offset)) + 1;
}
