namespace KosmosProbe.Engine.Containers;

/// <summary>How far the question after a container has come.</summary>
internal enum ContainerKnowledge
{
    /// <summary>Asked, and no last word yet; part of it may be known.</summary>
    Outstanding,

    /// <summary>Described by its runtime.</summary>
    Known,

    /// <summary>Nobody who was asked knows it.</summary>
    Unknown,
}

/// <summary>
/// A container that a control group's path names, shared by all groups of that name. Belongs to the event thread; what
/// is known of it changes as answers come.
/// </summary>
internal sealed class Container
{
    private readonly bool _needsProof;
    private bool _isOfBundle;

    /// <summary>A container of which nothing is known yet.</summary>
    /// <param name="fullId">As the path has it.</param>
    /// <param name="shortId">container.id.</param>
    /// <param name="cgroupPath">The path of the first group seen.</param>
    /// <param name="needsProof">
    /// The path's form fits others than containers too: it is none until a runtime says so.
    /// </param>
    public Container(byte[] fullId, byte[] shortId, byte[] cgroupPath, bool needsProof)
    {
        (FullId, Id, CgroupPath) = (fullId, shortId, cgroupPath);
        _needsProof = needsProof;
    }

    /// <summary>The whole id.</summary>
    public byte[] FullId { get; }

    /// <summary>container.id.</summary>
    public byte[] Id { get; }

    /// <summary>The path of the first group seen.</summary>
    public byte[] CgroupPath { get; }

    /// <summary>What a runtime told; null: nothing so far.</summary>
    public ContainerInfo? Info { get; private set; }

    /// <summary>Where it lives; null: not told.</summary>
    public CgroupHome? Home { get; private set; }

    /// <summary>How far the question has come.</summary>
    public ContainerKnowledge Knowledge { get; private set; } = ContainerKnowledge.Unknown;

    /// <summary>True while the path is all there is and does not prove a container.</summary>
    public bool IsUnproven => _needsProof && Info is null;

    /// <summary>Questions that nobody could answer so far.</summary>
    public int Unanswered { get; private set; }

    /// <summary>What is known of it was told to whoever derives policies: changes must be told as well.</summary>
    public bool IsJudged { get; set; }

    /// <summary>All is known of it that its runtime tells.</summary>
    public bool IsComplete => Info is not null && Knowledge == ContainerKnowledge.Known && !_isOfBundle;

    /// <summary>When to ask again, as <see cref="Environment.TickCount64"/> has it.</summary>
    public long AskAgainAtMs { get; set; }

    /// <summary>Control groups kept that name it. Without any it is forgotten.</summary>
    public int Groups { get; set; }

    /// <summary>True once all groups that named it were removed.</summary>
    public bool IsLeft { get; set; }

    /// <summary>When to forget it, if no group names it then; as <see cref="Environment.TickCount64"/>.</summary>
    public long ForgetAtMs { get; set; }

    /// <summary>True while a question is on its way that events may wait for.</summary>
    public bool IsOutstanding => Knowledge == ContainerKnowledge.Outstanding;

    /// <summary>
    /// A question is on its way. Waited for is the first, and the one that its first process is the cause of.
    /// </summary>
    /// <param name="cause">Why it was asked.</param>
    public void Asked(ContainerRequestCause cause)
    {
        if (Unanswered == 0 || cause == ContainerRequestCause.ProcessSeen)
        {
            Knowledge = ContainerKnowledge.Outstanding;
        }
    }

    /// <summary>No answer will find it any more: nothing is to wait for one.</summary>
    public void Forgotten()
    {
        if (IsOutstanding)
        {
            Knowledge = ContainerKnowledge.Unknown;
        }
    }

    /// <summary>True when whoever may know it did not answer in time, and nothing is known of it.</summary>
    public bool IsUnheard { get; private set; }

    /// <summary>True while nobody, or its bundle alone, has told of it, so that asking again may help.</summary>
    public bool IsWorthAsking =>
        Knowledge == ContainerKnowledge.Unknown || (Knowledge == ContainerKnowledge.Known && _isOfBundle);

    /// <summary>
    /// Takes an answer in. What is known stays when a later question finds nobody, or the bundle alone.
    /// </summary>
    /// <param name="answer">About this container.</param>
    public void Take(ContainerAnswer answer)
    {
        Home = answer.Info?.Home ?? Home;
        bool isLess = answer.IsOfBundle && Info is not null && !_isOfBundle;
        if (isLess || (answer.Outcome == ContainerOutcome.Partial && Knowledge == ContainerKnowledge.Known))
        {
            Knowledge = ContainerKnowledge.Known;
            return;
        }

        _isOfBundle = answer.Info is null ? _isOfBundle : answer.IsOfBundle;
        Info = answer.Info ?? Info;
        IsUnheard = answer.IsUnheard && Info is null;
        Knowledge = answer.Outcome switch
        {
            ContainerOutcome.Known => ContainerKnowledge.Known,
            ContainerOutcome.Partial => ContainerKnowledge.Outstanding,
            _ => ContainerKnowledge.Unknown,
        };
        if (IsWorthAsking)
        {
            Unanswered++;
        }
    }
}
