namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>What an instruction of a program does.</summary>
internal enum RegexStep : byte
{
    /// <summary>Takes one character of a set; goes on behind itself.</summary>
    Rune,

    /// <summary>Goes on at either of two places.</summary>
    Split,

    /// <summary>Goes on elsewhere.</summary>
    Jump,

    /// <summary>Goes on behind itself at the begin of a line.</summary>
    BeginLine,

    /// <summary>Goes on behind itself at the end of a line.</summary>
    EndLine,

    /// <summary>The expression fits.</summary>
    Accept,
}

/// <summary>An instruction.</summary>
/// <param name="Step">What it does.</param>
/// <param name="First">Where to, or the number of a set.</param>
/// <param name="Second">Where else to.</param>
internal readonly record struct RegexInstruction(RegexStep Step, int First, int Second);

/// <summary>
/// A regular expression as instructions for a machine that is at several places at once (Thompson's): its size is
/// bounded, and so is the work for each character. Repetitions are written out.
/// </summary>
internal sealed class RegexProgram
{
    /// <summary>About where RE2 stops; each character of a value may cost as many steps.</summary>
    private const int InstructionsMax = 80_000;

    private readonly List<RegexInstruction> _instructions = [];
    private readonly Dictionary<RuneSet, int> _numbers = [];
    private readonly List<RuneSet> _sets = [];

    private RegexProgram()
    {
    }

    /// <summary>The instructions, from the first on.</summary>
    public IReadOnlyList<RegexInstruction> Instructions => _instructions;

    /// <summary>The sets that instructions name by number.</summary>
    public IReadOnlyList<RuneSet> Sets => _sets;

    /// <summary>Writes the program of an expression.</summary>
    /// <param name="node">The expression.</param>
    /// <exception cref="RegexException">It would be too large.</exception>
    public static RegexProgram Of(RegexNode node)
    {
        var program = new RegexProgram();
        program.Write(node);
        program.Add(RegexStep.Accept);
        return program;
    }

    private void Write(RegexNode node)
    {
        switch (node)
        {
            case RegexSetNode one:
                Add(RegexStep.Rune, Number(one.Set));
                break;
            case RegexLineNode line:
                Add(line.IsBegin ? RegexStep.BeginLine : RegexStep.EndLine);
                break;
            case RegexSequenceNode sequence:
                foreach (var part in sequence.Parts)
                {
                    Write(part);
                }

                break;
            case RegexAnyNode any:
                WriteAny(any);
                break;
            case RegexRepeatNode repeat:
                WriteRepeat(repeat);
                break;
        }
    }

    private void WriteAny(RegexAnyNode any)
    {
        var ends = new List<int>();
        foreach (var part in any.Parts.SkipLast(1))
        {
            int split = Add(RegexStep.Split);
            Write(part);
            ends.Add(Add(RegexStep.Jump));
            _instructions[split] = new(RegexStep.Split, split + 1, _instructions.Count);
        }

        Write(any.Parts[^1]);
        foreach (int end in ends)
        {
            _instructions[end] = new(RegexStep.Jump, _instructions.Count, 0);
        }
    }

    private void WriteRepeat(RegexRepeatNode repeat)
    {
        bool isEndless = repeat.Most == RegexRepeatNode.NoLimit;
        for (int i = 0; i < repeat.Least - (isEndless ? 1 : 0); i++)
        {
            Write(repeat.Part);
        }

        if (isEndless && repeat.Least > 0)
        {
            int body = _instructions.Count;
            Write(repeat.Part);
            Add(RegexStep.Split, body, _instructions.Count + 1);
        }
        else if (isEndless)
        {
            int split = Add(RegexStep.Split);
            Write(repeat.Part);
            Add(RegexStep.Jump, split);
            _instructions[split] = new(RegexStep.Split, split + 1, _instructions.Count);
        }
        else
        {
            WriteOptional(repeat.Part, repeat.Most - repeat.Least);
        }
    }

    /// <summary>Each further time only after the one before.</summary>
    private void WriteOptional(RegexNode part, int times)
    {
        var splits = new List<int>();
        for (int i = 0; i < times; i++)
        {
            splits.Add(Add(RegexStep.Split));
            Write(part);
        }

        foreach (int split in splits)
        {
            _instructions[split] = new(RegexStep.Split, split + 1, _instructions.Count);
        }
    }

    private int Number(RuneSet set)
    {
        if (!_numbers.TryGetValue(set, out int number))
        {
            number = _sets.Count;
            _numbers.Add(set, number);
            _sets.Add(set);
        }

        return number;
    }

    private int Add(RegexStep step, int first = 0, int second = 0)
    {
        if (_instructions.Count == InstructionsMax)
        {
            throw new RegexException(
                $"pattern too large: more than {InstructionsMax} steps once its repetitions are written out", 0, 0);
        }

        _instructions.Add(new(step, first, second));
        return _instructions.Count - 1;
    }
}
