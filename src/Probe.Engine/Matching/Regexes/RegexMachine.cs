namespace KosmosProbe.Engine.Matching.Regexes;

/// <summary>
/// Runs a program: at all places at once, one character at a time, so that a value costs time in proportion to its
/// length whatever the expression is. Keeps one set of places; not for several threads at once.
/// </summary>
internal sealed class RegexMachine
{
    private readonly RegexInstruction[] _program;
    private readonly RuneClasses _classes;
    private readonly int[] _pending;
    private readonly int[] _visited;
    private readonly int[] _reached;
    private int[] _places;
    private int[] _next;
    private int _count;
    private int _round;
    private bool _isLineBegin;

    /// <summary>A machine at the begin of a value.</summary>
    /// <param name="program">The program.</param>
    /// <param name="classes">The classes of characters that its sets make.</param>
    public RegexMachine(RegexProgram program, RuneClasses classes)
    {
        _program = [.. program.Instructions];
        _classes = classes;
        _pending = new int[_program.Length];
        _visited = new int[_program.Length];
        _reached = new int[_program.Length];
        _places = new int[_program.Length];
        _next = new int[_program.Length];
        MoveTo([0], isLineBegin: true);
    }

    /// <summary>The instructions to go on from.</summary>
    public ReadOnlySpan<int> Places => _places.AsSpan(0, _count);

    /// <summary>The character before was a line feed, or there was none.</summary>
    public bool IsLineBegin => _isLineBegin;

    /// <summary>Goes to places where it has been before.</summary>
    /// <param name="places">The places.</param>
    /// <param name="isLineBegin">Whether they are at the begin of a line.</param>
    public void MoveTo(ReadOnlySpan<int> places, bool isLineBegin)
    {
        places.CopyTo(_places);
        _count = places.Length;
        _isLineBegin = isLineBegin;
    }

    /// <summary>Takes a character.</summary>
    /// <param name="runeClass">Its class.</param>
    public void Take(int runeClass)
    {
        bool isLineFeed = runeClass == _classes.LineFeed;
        int count = 0;
        int pending = Start();
        while (pending > 0)
        {
            int place = _pending[--pending];
            var instruction = _program[place];
            bool isTaken = instruction.Step == RegexStep.Rune && _classes.IsMember(instruction.First, runeClass);
            if (isTaken && _reached[place] != _round)
            {
                _reached[place] = _round;
                _next[count++] = place + 1;
            }

            Follow(place, isLineFeed, ref pending);
        }

        (_places, _next) = (_next, _places);
        _count = count;
        _isLineBegin = isLineFeed;
    }

    /// <summary>Puts the places in order: the same ones are the same state, whichever way led to them.</summary>
    public void Sort() => _places.AsSpan(0, _count).Sort();

    /// <summary>Whether the expression fits if the value ends here.</summary>
    public bool Accepts()
    {
        int pending = Start();
        while (pending > 0)
        {
            int place = _pending[--pending];
            if (_program[place].Step == RegexStep.Accept)
            {
                return true;
            }

            Follow(place, isLineEnd: true, ref pending);
        }

        return false;
    }

    private int Start()
    {
        if (++_round == int.MaxValue)
        {
            // Marks of rounds long past must not be taken for this one's.
            Array.Clear(_visited);
            Array.Clear(_reached);
            _round = 1;
        }

        int pending = 0;
        foreach (int place in Places)
        {
            Visit(place, ref pending);
        }

        return pending;
    }

    private void Visit(int place, ref int pending)
    {
        if (_visited[place] != _round)
        {
            _visited[place] = _round;
            _pending[pending++] = place;
        }
    }

    /// <summary>Goes on from an instruction that takes no character.</summary>
    private void Follow(int place, bool isLineEnd, ref int pending)
    {
        var instruction = _program[place];
        switch (instruction.Step)
        {
            case RegexStep.Split:
                Visit(instruction.First, ref pending);
                Visit(instruction.Second, ref pending);
                break;
            case RegexStep.Jump:
                Visit(instruction.First, ref pending);
                break;
            case RegexStep.BeginLine when _isLineBegin:
            case RegexStep.EndLine when isLineEnd:
                Visit(place + 1, ref pending);
                break;
        }
    }
}
