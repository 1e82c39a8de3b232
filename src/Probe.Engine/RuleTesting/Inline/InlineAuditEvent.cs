namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>An audit event of a test, whole as an API server tells it. Immutable.</summary>
/// <param name="Json">In UTF-8, found in order by <see cref="Audit.AuditBody"/>.</param>
internal sealed record InlineAuditEvent(ReadOnlyMemory<byte> Json);
