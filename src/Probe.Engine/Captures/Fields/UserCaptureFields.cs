using KosmosProbe.Engine.Captures.State;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Captures.Fields.CaptureRows;
using TextReader = KosmosProbe.Engine.Fields.TextReader;

namespace KosmosProbe.Engine.Captures.Fields;

/// <summary>user.* and group.* of captures.</summary>
internal static class UserCaptureFields
{
    /// <summary>The rows.</summary>
    public static readonly (string Name, Func<Field, Field> Change)[] Rows =
    [
        Text("user.name", OfUser(thread => thread.Uid, user => user.Name)),
        Text("user.homedir", OfUser(thread => thread.Uid, user => user.Home)),
        Text("user.shell", OfUser(thread => thread.Uid, user => user.Shell)),
        Text("user.loginname", OfUser(thread => thread.LoginUid, user => user.Name)),
        Text("group.name", (in context, out value) =>
        {
            value = context.Thread.Recorded is { } recorded
                ? Users(context).Group(recorded.Container, context.Thread.Gid)
                : default;
            return context.Thread.Recorded is not null;
        }),
    ];

    private static TextReader OfUser(Func<ThreadInfo, uint> idOf, Func<NamedId, byte[]> read) =>
        (in context, out value) =>
        {
            value = context.Thread.Recorded is { } recorded
                ? read(Users(context).User(recorded.Container, idOf(context.Thread)))
                : default;
            return context.Thread.Recorded is not null;
        };

    private static RecordedUsers Users(in EventContext context) => context.Node.Recorded!.Users;
}
