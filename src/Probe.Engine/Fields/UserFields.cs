using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// user.* and group.*: on whose behalf the thread runs, and who logged in. Ids are the node's. A container's own files
/// name its users, by the ids that its user namespace gives them; while those cannot be read nobody but root has a name
/// there.
/// </summary>
internal static class UserFields
{
    private static readonly NameFile Nobody = new("");

    private static ReadOnlySpan<byte> NotKnown => "<NA>"u8;

    /// <summary>Users.</summary>
    public static readonly Field[] Users =
    [
        Number("user.uid", FieldType.UInt32, "Effective user id, as the host sees it.",
            "user.uid = 0", (in context, out value) =>
            {
                value = context.Thread.Uid;
                return context.Thread.IsKnown;
            }),
        Text("user.name", "Name of the effective user.", "user.name in (aegis, admin, root)",
            (in context, out value) =>
            {
                value = NameOfUser(context, context.Thread.Uid);
                return context.Thread.IsKnown;
            }),
        Text("user.homedir", "Home directory of the effective user.", "user.homedir = /root",
            (in context, out value) =>
            {
                value = User(context) is { } user ? user.Home : NotKnown;
                return context.Thread.IsKnown;
            }),
        Text("user.shell", "Login shell of the effective user.", "user.shell endswith nologin",
            (in context, out value) =>
            {
                value = User(context) is { } user ? user.Shell : NotKnown;
                return context.Thread.IsKnown;
            }),
        Number("user.loginuid", FieldType.Int64, "User id of the login, kept over su and sudo; -1 for none.",
            "user.loginuid = -1", (in context, out value) =>
            {
                value = context.Thread.LoginUid == ThreadInfo.UnsetId ? -1 : context.Thread.LoginUid;
                return context.Thread.IsKnown;
            }),
        Text("user.loginname", "Name of the login's user.", "user.loginname = admin", (in context, out value) =>
        {
            value = NameOfUser(context, context.Thread.LoginUid);
            return context.Thread.IsKnown;
        }),
    ];

    /// <summary>Groups.</summary>
    public static readonly Field[] Groups =
    [
        Number("group.gid", FieldType.UInt32, "Effective group id, as the host sees it.",
            "group.gid = 0", (in context, out value) =>
            {
                value = context.Thread.Gid;
                return context.Thread.IsKnown;
            }),
        Text("group.name", "Name of the effective group.", "group.name = docker", (in context, out value) =>
        {
            value = NameOfGroup(context, context.Thread.Gid);
            return context.Thread.IsKnown;
        }),
    ];

    private static NamedId? User(in EventContext context)
    {
        uint uid = context.Thread.Uid;
        return UsersOf(context, ref uid).Find(uid);
    }

    private static ReadOnlySpan<byte> NameOfUser(in EventContext context, uint uid) =>
        UsersOf(context, ref uid).Name(uid);

    private static ReadOnlySpan<byte> NameOfGroup(in EventContext context, uint gid)
    {
        if (context.Thread.Cgroup.Info?.Names is not { Groups.IsRead: true } names)
        {
            return (context.Thread.Cgroup.IsHost ? context.Node.Groups : Nobody).Name(gid);
        }

        return names.GroupIds.TryFindInside(gid, out uint inside)
            ? names.Groups.Name(inside)
            : context.Node.Groups.Name(gid);
    }

    // Whoever the container's user namespace has no number for is somebody of the node who works in there.
    private static NameFile UsersOf(in EventContext context, ref uint uid)
    {
        if (context.Thread.Cgroup.Info?.Names is not { Users.IsRead: true } names)
        {
            return context.Thread.Cgroup.IsHost ? context.Node.Users : Nobody;
        }

        if (!names.UserIds.TryFindInside(uid, out uint inside)) return context.Node.Users;
        uid = inside;
        return names.Users;
    }
}
