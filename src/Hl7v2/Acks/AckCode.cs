namespace IntegrationHub.Hl7v2;

/// <summary>MSA-1, table 0008.</summary>
public enum AckCode
{
    /// <summary>Original mode: taken. Enhanced mode: processed.</summary>
    AA,

    /// <summary>The content is refused; ERR says where.</summary>
    AE,

    /// <summary>Unreadable or not allowed here.</summary>
    AR,

    /// <summary>Enhanced mode: committed to safe storage; an AA or AE may follow.</summary>
    CA,

    /// <summary>Enhanced mode: cannot be taken now or as it is.</summary>
    CE,

    /// <summary>Enhanced mode: unreadable or not allowed here.</summary>
    CR,
}
