namespace KosmosProbe.Host.Audit;

/// <summary>What became of a request or a line.</summary>
internal enum AuditOutcome
{
    /// <summary>Its events wait to be judged.</summary>
    Accepted,

    /// <summary>It is not JSON, or holds no audit events.</summary>
    Malformed,

    /// <summary>It is larger than allowed.</summary>
    TooLarge,

    /// <summary>Its sender showed nothing, or the wrong thing, of who he is.</summary>
    Unauthorized,

    /// <summary>It asked for another path, method or encoding.</summary>
    Misdirected,

    /// <summary>It did not come to its end.</summary>
    Incomplete,

    /// <summary>There were too many events, or too little memory; to be sent again.</summary>
    Busy,
}
