namespace IntegrationHub.Gateway.Intake;

/// <summary>Where a frame came from.</summary>
/// <param name="Channel">The channel whose port it came in by.</param>
/// <param name="Remote">Address of the sender.</param>
/// <param name="Certificate">What it showed under TLS; null when it showed none.</param>
internal sealed record Peer(InboundChannel Channel, string Remote, PeerCertificate? Certificate = null);

/// <summary>What a sender is told.</summary>
/// <param name="Code">MSA-1; empty when nothing is said.</param>
/// <param name="Bytes">The ACK; null when the sender wants none.</param>
/// <param name="Later">Enhanced mode: the application's ACK, once the exchange has decided.</param>
internal sealed record IntakeAnswer(
    string Code, byte[]? Bytes, Func<CancellationToken, Task<byte[]?>>? Later = null)
{
    /// <summary>Nothing is said.</summary>
    public static IntakeAnswer Silence { get; } = new("", null);
}
