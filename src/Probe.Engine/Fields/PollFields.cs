using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>fdlist.*: what a poll waits for.</summary>
internal static class PollFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Text("fdlist.nums", "The descriptors.", "fdlist.nums = \"3,4\"", PolledDescriptors.TryNumbers),
        Row("fdlist.names", "fd.name of each descriptor.", "fdlist.names contains 5432"),
        Row("fdlist.cips", "fd.cip of each descriptor.", "fdlist.cips contains 10.42.0.5"),
        Row("fdlist.sips", "fd.sip of each descriptor.", "fdlist.sips contains 10.42.0.5"),
        Row("fdlist.cports", "fd.cport of each descriptor.", "fdlist.cports contains 5432"),
        Row("fdlist.sports", "fd.sport of each descriptor.", "fdlist.sports contains 5432"),
    ];

    private static Field Row(string name, string description, string example) =>
        Absent(name, FieldType.Text, description, example)
            .NotCollected("The objects that a poll waits for are not told, only their numbers.");
}
