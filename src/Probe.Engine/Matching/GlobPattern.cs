namespace KosmosProbe.Engine.Matching;

/// <summary>
/// A shell pattern as <c>fnmatch</c> without flags understands it, over bytes: <c>*</c> and <c>?</c> match a slash
/// and a leading dot too, <c>[a-z]</c>, <c>[!x]</c> and <c>[^x]</c> are sets, a backslash takes the next byte as it
/// is, a <c>[</c> that never closes is itself, braces mean nothing.
/// </summary>
internal sealed class GlobPattern
{
    private readonly Step[] _steps;

    private GlobPattern(Step[] steps) => _steps = steps;

    private enum StepKind : byte
    {
        Byte,
        AnyByte,
        Set,
        Star,
        Never,
    }

    /// <summary>Whether a text has characters that mean something in a pattern.</summary>
    /// <param name="text">Any.</param>
    public static bool HasMeaning(ReadOnlySpan<byte> text) => text.ContainsAny("*?["u8);

    /// <summary>Reads a pattern; every text is one.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="ignoreCase">ASCII letters of either case are equal.</param>
    public static GlobPattern Parse(ReadOnlySpan<byte> pattern, bool ignoreCase)
    {
        var steps = new List<Step>();
        int i = 0;
        while (i < pattern.Length)
        {
            byte c = pattern[i++];
            bool[]? set = null;
            var step = c switch
            {
                (byte)'*' => new Step(StepKind.Star),
                (byte)'?' => new Step(StepKind.AnyByte),
                (byte)'[' when GlobSet.TryParse(pattern, ref i, ignoreCase, out set) =>
                    new Step(StepKind.Set, set: set),

                // A backslash with nothing behind it can match nothing.
                (byte)'\\' when i == pattern.Length => new Step(StepKind.Never),
                (byte)'\\' => Literal(pattern[i++], ignoreCase),
                _ => Literal(c, ignoreCase),
            };

            bool isSecondStar = step.Kind == StepKind.Star && steps.Count > 0 && steps[^1].Kind == StepKind.Star;
            if (!isSecondStar)
            {
                steps.Add(step);
            }
        }

        return new GlobPattern([.. steps]);
    }

    /// <summary>Whether the text fits. Stars are tried shortest first and only the last one is reconsidered.</summary>
    /// <param name="text">Any bytes.</param>
    public bool Matches(ReadOnlySpan<byte> text)
    {
        int step = 0;
        int at = 0;
        int starStep = -1;
        int starAt = 0;
        while (at < text.Length || step < _steps.Length)
        {
            if (step < _steps.Length && _steps[step].Kind == StepKind.Star)
            {
                starStep = step++;
                starAt = at;
            }
            else if (step < _steps.Length && at < text.Length && _steps[step].Accepts(text[at]))
            {
                step++;
                at++;
            }
            else if (starStep >= 0 && starAt < text.Length)
            {
                step = starStep + 1;
                at = ++starAt;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The plain question that a pattern with stars only at its ends asks: equal, prefix, suffix or contains.
    /// </summary>
    /// <param name="pattern">The pattern, case sensitive.</param>
    /// <param name="test">The question.</param>
    /// <param name="constant">What to compare with.</param>
    public static bool TryReduce(ReadOnlySpan<byte> pattern, out TextTest test, out byte[] constant)
    {
        var core = pattern.TrimStart((byte)'*').TrimEnd((byte)'*');
        bool startsOpen = pattern.Length > 0 && pattern[0] == '*';
        bool endsOpen = pattern.Length > 0 && pattern[^1] == '*';
        test = (startsOpen, endsOpen) switch
        {
            (true, true) => TextTest.Contains,
            (true, false) => TextTest.Suffix,
            (false, true) => TextTest.Prefix,
            _ => TextTest.Equal,
        };
        constant = core.ToArray();
        return !core.ContainsAny("*?[\\"u8);
    }

    private static Step Literal(byte value, bool ignoreCase)
    {
        byte lower = AsciiCase.ToLower(value);
        byte upper = AsciiCase.ToUpper(value);
        if (!ignoreCase || lower == upper)
        {
            return new Step(StepKind.Byte, value);
        }

        bool[] both = new bool[256];
        both[lower] = both[upper] = true;
        return new Step(StepKind.Set, set: both);
    }

    private readonly struct Step(StepKind kind, byte value = 0, bool[]? set = null)
    {
        public StepKind Kind { get; } = kind;

        public bool Accepts(byte candidate) => Kind switch
        {
            StepKind.Byte => candidate == value,
            StepKind.AnyByte => true,
            StepKind.Set => set![candidate],
            _ => false,
        };
    }
}
