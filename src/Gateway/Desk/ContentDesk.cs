using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using IntegrationHub.Store.Journal;

namespace IntegrationHub.Gateway.Desk;

/// <summary>Shows one message to a person who may see it.</summary>
internal sealed class ContentDesk(GatewayJournal journal, GatewayOptions options)
{
    /// <param name="id">The message.</param>
    /// <param name="member">Only if it came or went by a channel of this member; null: any.</param>
    public MessageContent Content(Guid id, string? member = null)
    {
        if (journal.Read(s => s.Content(id)) is not { } kept || !options.IsOf(kept.Channel, member))
            return new() { Found = false };
        var charset = kept.Charset is { Length: > 0 } known ? known : CharsetOf(kept.Channel);
        return new()
        {
            Found = true,
            Raw = kept.Edited is { } edited ? Lines(Encoding.UTF8.GetString(edited)) : Lines(Text(kept.Raw, charset)),
            Charset = kept.Edited is null ? charset : Hl7Charset.Utf8,
            BundleJson = kept.BundleJson,
            Ack = kept.Ack is { } ack ? Lines(Text(ack, charset)) : "",
            Unread = kept.Unread,
            Errors = kept.Errors,
        };
    }

    private string CharsetOf(string channel) =>
        options.Outbound.FirstOrDefault(c => c.Name == channel)?.Charset
        ?? options.Inbound.FirstOrDefault(c => c.Name == channel)?.Charset
        ?? Hl7Charset.Auto;

    // What cannot be decoded is shown as well as it goes: that is why it is looked at.
    private static string Text(byte[] bytes, string charset) =>
        Hl7Charset.Decode(bytes, charset) is { IsOk: true } decoded
            ? decoded.Value.Text
            : Encoding.UTF8.GetString(bytes);

    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');
}
