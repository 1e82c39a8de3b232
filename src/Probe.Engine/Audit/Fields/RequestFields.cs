using System.Text.Json;
using KosmosProbe.Engine.Fields;
using static KosmosProbe.Engine.Audit.Fields.AuditRows;

namespace KosmosProbe.Engine.Audit.Fields;

/// <summary>ka.*: who asked the API server for what, and what came of it.</summary>
internal static class RequestFields
{
    private static readonly JsonPath TargetResource = JsonPath.Of("objectRef", "resource");
    private static readonly JsonPath TargetName = JsonPath.Of("objectRef", "name");
    private static readonly JsonPath AnswerName = JsonPath.Of("responseObject", "metadata", "name");

    /// <summary>The request, and its target.</summary>
    public static readonly Field[] Rows =
    [
        At("ka.auditid", "The id that all events of one request have.",
            "ka.auditid startswith 841d", "auditID"),
        At("ka.stage", "How far the request had come: RequestReceived, ResponseStarted, ResponseComplete or Panic.",
            "ka.stage = ResponseComplete", "stage"),
        At("ka.auth.decision", "Whether the request was allowed: allow or forbid.",
            "ka.auth.decision = forbid", "annotations", "authorization.k8s.io/decision"),
        At("ka.auth.reason", "Why it was allowed or forbidden.",
            "ka.auth.reason contains cluster-admin", "annotations", "authorization.k8s.io/reason"),
        At("ka.auth.openshift.decision", "What OpenShift's login made of it: allow, deny or error.",
            "ka.auth.openshift.decision = deny", "annotations", "authentication.openshift.io/decision"),
        At("ka.validations.admission.policy.failure", "What a validating admission policy objected to, as JSON.",
            "ka.validations.admission.policy.failure exists",
            "annotations", "validation.policy.admission.k8s.io/validation_failure"),
        At("ka.security.pod.violations", "Which pod security standards the request violates.",
            "ka.security.pod.violations contains privileged",
            "annotations", "pod-security.kubernetes.io/audit-violations"),
        At("ka.auth.openshift.username", "Who logged in to OpenShift.",
            "ka.auth.openshift.username = root", "annotations", "authentication.openshift.io/username"),
        At("ka.user.name", "Who asked.", "ka.user.name = system:anonymous", "user", "username"),
        List("ka.user.groups", "The groups of whoever asked.",
            "ka.user.groups intersects (system:masters)", new AuditList(JsonPath.Of("user", "groups"), Itself)),
        At("ka.impuser.name", "The user that the request was made as, where it was made as another.",
            "ka.impuser.name exists", "impersonatedUser", "username"),
        At("ka.verb", "What was asked for: get, list, watch, create, update, patch, delete, deletecollection.",
            "ka.verb in (create, update)", "verb"),
        At("ka.uri", "The request's URI, with its parameters.", "ka.uri startswith /api/v1/", "requestURI"),
        Keyed("ka.uri.param", "A parameter of the request's URI, decoded; the first of that name.",
            "ka.uri.param[command] = sh", UriParameter.Reader),
        At("ka.target.name", "The name of the object that the request is about.",
            "ka.target.name = my-config", "objectRef", "name"),
        At("ka.target.namespace", "Its namespace.", "ka.target.namespace = kube-system", "objectRef", "namespace"),
        At("ka.target.resource", "What it is: pods, secrets, clusterroles.",
            "ka.target.resource = pods", "objectRef", "resource"),
        At("ka.target.subresource", "The part of it that the request is about: exec, log, status.",
            "ka.target.subresource = exec", "objectRef", "subresource"),
        Value("ka.target.pod.name", "The name of the pod that the request is about, also one that the server made up.",
            "ka.target.pod.name startswith nginx", TryPodName),
    ];

    /// <summary>The answer, and the client.</summary>
    public static readonly Field[] Answer =
    [
        At("ka.resp.name", "The name of the object in the answer.",
            "ka.resp.name = some-reader", "responseObject", "metadata", "name"),
        At("ka.response.code", "The answer's HTTP status.", "ka.response.code = 403", "responseStatus", "code"),
        At("ka.response.reason", "Why the request failed, in one word.",
            "ka.response.reason = Forbidden", "responseStatus", "reason"),
        At("ka.useragent", "What the client calls itself.", "ka.useragent startswith kubectl/", "userAgent"),
        Indexed("ka.sourceips", "The client's addresses: its own, and those of proxies between.",
            "ka.sourceips intersects (192.168.99.1)", new AuditList(JsonPath.Of("sourceIPs"), Itself)),
        FieldRows.Text("ka.cluster.name", "The name of the cluster, as engine.k8s_audit.cluster_name says it.",
            "ka.cluster.name = production", (in context, out value) =>
            {
                value = context.Node.Audit is { } audit ? audit.ClusterName : default;
                return !value.IsEmpty;
            }),
    ];

    /// <summary>The pod's name. Those that a controller makes are created without one, and the answer has it.</summary>
    /// <param name="root">The event.</param>
    /// <param name="value">The name.</param>
    internal static bool TryPodName(JsonElement root, out JsonElement value)
    {
        value = default;
        return TargetResource.TryFind(root, out var resource) && resource.ValueKind == JsonValueKind.String
            && resource.ValueEquals("pods"u8)
            && (TargetName.TryFind(root, out value) || AnswerName.TryFind(root, out value));
    }
}
