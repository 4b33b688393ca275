using System.Text;

namespace IntegrationHub.Store.Sealing;

/// <summary>
/// Which row and column content belongs to. It is signed along, so content copied to another row does not open.
/// </summary>
/// <param name="Column">Table and column, e.g. <c>inbound_body.raw</c>.</param>
/// <param name="Row">What names the row and never changes.</param>
internal readonly record struct SealedPlace(string Column, string Row)
{
    public static SealedPlace Raw(Guid message) => new("inbound_body.raw", message.ToString());

    public static SealedPlace Edited(Guid message) => new("inbound_body.edited", message.ToString());

    public static SealedPlace Ack(Guid message) => new("inbound_body.ack", message.ToString());

    public static SealedPlace Refused(Guid id) => new("refused.raw", id.ToString());

    public static SealedPlace Converted(Guid message) => new("outbox_body.body", message.ToString());

    public static SealedPlace Delivery(Guid delivery) => new("delivery_body.body", delivery.ToString());

    public static SealedPlace Wire(Guid delivery) => new("delivery_body.wire", delivery.ToString());

    public static SealedPlace DeliveryAck(Guid delivery) => new("delivery_body.ack", delivery.ToString());

    public static SealedPlace Parked(Guid message) => new("parked.body", message.ToString());

    public static SealedPlace DeadLetter(Guid id) => new("dead_letter.body", id.ToString());

    public static SealedPlace Outbox(Guid delivery) => new("outbox.bundle", delivery.ToString());

    public byte[] Bytes => Encoding.UTF8.GetBytes($"{Column}|{Row}");
}
