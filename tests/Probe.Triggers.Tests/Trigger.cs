namespace KosmosProbe.Triggers.Tests;

/// <summary>
/// A rule, what makes it alert, and what nearly does. A rule is added as a row of a table: <see cref="Script"/> is a
/// shell script that does the thing once; <see cref="Miss"/> is one that differs in what the rule excludes. Both can
/// use the functions of <c>workload/prelude.sh</c> (<c>as nmap</c>, <c>under mysqld sh</c>, <c>hide /root</c>) and the
/// deeds of <c>workload/act.c</c>; a new deed is a function there. They run in a folder of their own, <c>$HERE</c>.
/// What a trigger makes on the node goes there, or below a folder that <c>hide</c> covers.
/// </summary>
/// <param name="Rule">Its name.</param>
/// <param name="Priority">As alerts name it.</param>
/// <param name="Place">Where it runs.</param>
/// <param name="Script">What alerts exactly once.</param>
/// <param name="Miss">What does not.</param>
/// <param name="Fields">
/// What the alert says, <c>field=value</c>; <c>*</c> is any text, <c>{here}</c> the script's folder. User, container
/// and image follow from the place and are asked of every row.
/// </param>
internal sealed record Trigger(
    string Rule, string Priority, Place Place, string Script, string Miss, params string[] Fields)
{
    /// <summary>Where the near miss runs; without it where the trigger does.</summary>
    internal Place? MissPlace { get; init; }

    /// <summary>Who does it, by uid; root if nothing is said.</summary>
    internal int Uid { get; init; } = Place == Place.User ? 1000 : 0;

    /// <summary>The rule's name, which the test's name shows.</summary>
    public override string ToString() => Rule;
}
