using System.Text.Json;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Audit.Fields.AuditRows;

namespace KosmosProbe.Engine.Audit.Fields;

/// <summary>ka.req.*: what a request says of a binding, a config map, a role or a service.</summary>
internal static class ObjectRequestFields
{
    private static readonly JsonPath Subjects = JsonPath.Of("requestObject", "subjects");
    private static readonly JsonPath Rules = JsonPath.Of("requestObject", "rules");
    private static readonly JsonPath Kind = JsonPath.Of("kind");
    private static readonly JsonPath Name = JsonPath.Of("name");
    private static readonly JsonPath Namespace = JsonPath.Of("namespace");

    /// <summary>Bindings of roles, and config maps.</summary>
    public static readonly Field[] Bindings =
    [
        List("ka.req.binding.subjects", "Of a binding: whom the role is given to, each as JSON.",
            "ka.req.binding.subjects exists", new AuditList(Subjects, Itself)),
        List("ka.req.binding.subjects.user_names", "Of a binding: the users the role is given to.",
            "ka.req.binding.subjects.user_names intersects (system:anonymous)",
            new AuditList(Subjects, Subject("User"))),
        List("ka.req.binding.subjects.serviceaccount_names", "Of a binding: the service accounts it is given to.",
            "ka.req.binding.subjects.serviceaccount_names intersects (default)",
            new AuditList(Subjects, Subject("ServiceAccount"))),
        List("ka.req.binding.subjects.serviceaccount_ns_names",
            "Of a binding: the service accounts with their namespaces: namespace:account.",
            "ka.req.binding.subjects.serviceaccount_ns_names intersects (default:default)",
            new AuditList(Subjects, AddAccount)),
        List("ka.req.binding.subjects.group_names", "Of a binding: the groups the role is given to.",
            "ka.req.binding.subjects.group_names intersects (system:unauthenticated)",
            new AuditList(Subjects, Subject("Group"))),
        At("ka.req.binding.role", "Of a binding: the role that is given.",
            "ka.req.binding.role = cluster-admin", "requestObject", "roleRef", "name"),
        Keyed("ka.req.binding.subject.has_name", "Always true; kept for rules that have it.",
            "ka.req.binding.subject.has_name[minikube] exists", static _ => static (in context, out value) =>
            {
                value = "true"u8;
                return context.Node.Audit is not null;
            }),
        At("ka.req.configmap.name", "Of a config map: its name.",
            "ka.req.configmap.name = my-config", "objectRef", "name"),
        At("ka.req.configmap.obj", "Of a config map: what it holds, as JSON.",
            "ka.req.configmap.obj icontains password", "requestObject", "data"),
    ];

    /// <summary>Roles.</summary>
    public static readonly Field[] Roles =
    [
        List("ka.req.role.rules", "Of a role: its rules, each as JSON.",
            "ka.req.role.rules exists", new AuditList(Rules, Itself)),
        Indexed("ka.req.role.rules.apiGroups", "Of a role: the API groups that its rules are about.",
            "ka.req.role.rules.apiGroups intersects (\"*\")", new AuditList(Rules, Members("apiGroups"))),
        Indexed("ka.req.role.rules.nonResourceURLs", "Of a role: the URLs that its rules are about.",
            "ka.req.role.rules.nonResourceURLs intersects (/api)", new AuditList(Rules, Members("nonResourceURLs"))),
        Indexed("ka.req.role.rules.verbs", "Of a role: the verbs that its rules allow.",
            "ka.req.role.rules.verbs intersects (create, \"*\")", new AuditList(Rules, Members("verbs"))),
        Indexed("ka.req.role.rules.resources", "Of a role: the resources that its rules are about.",
            "ka.req.role.rules.resources intersects (pods/exec)", new AuditList(Rules, Members("resources"))),
    ];

    /// <summary>Services.</summary>
    public static readonly Field[] Services =
    [
        At("ka.req.service.type", "Of a service: its type: ClusterIP, NodePort, LoadBalancer.",
            "ka.req.service.type = NodePort", "requestObject", "spec", "type"),
        Indexed("ka.req.service.ports", "Of a service: its ports, each as JSON.",
            "ka.req.service.ports exists", new AuditList(JsonPath.Of("requestObject", "spec", "ports"), Itself)),
    ];

    private static AddItem Subject(string kind) => (_, subject, values) =>
    {
        if (IsOfKind(subject, kind) && Name.TryFind(subject, out var name)) values.Add(name);
        return true;
    };

    private static bool AddAccount(JsonElement common, JsonElement subject, AuditValues values)
    {
        bool isWhole = IsOfKind(subject, "ServiceAccount") & Namespace.TryFind(subject, out var space)
            & Name.TryFind(subject, out var name);
        if (isWhole) values.AddPair(space, name);
        return true;
    }

    private static bool IsOfKind(JsonElement subject, string kind) =>
        Kind.TryFind(subject, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(kind);
}
