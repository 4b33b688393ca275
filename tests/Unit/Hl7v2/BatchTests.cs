using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class BatchTests
{
    private const string One = "MSH|^~\\&|A|||||||1\rPID|1\r";
    private const string Two = "MSH$*~\\&$B$$$$$$$2\rPID$1\r";

    [Fact]
    public void A_file_of_batches_gives_its_messages_in_order_with_their_headers()
    {
        const string text =
            "FHS|^~\\&|HIS|H1\rBHS|^~\\&|B1\r" + One + Two + "BTS|2\r" +
            "BHS|^~\\&|B2\r" + One + "BTS|1|ok\rFTS|2\r";

        var batch = Hl7Batch.Parse(text).Value;

        Assert.Equal(("HIS", "H1"), (batch.FileHeader![3].Text, batch.FileHeader[4].Text));
        Assert.Equal(
            [(1, One, "1", "B1"), (2, Two, "2", "B1"), (3, One, "1", "B2")],
            batch.Entries.Select(e => (e.Number, e.Text, e.Message.Value.Header.ControlId, e.BatchHeader![3].Text)));
        Assert.Empty(batch.Problems);
        Assert.True(Hl7Batch.IsBatch(text));
    }

    [Fact]
    public void Messages_that_follow_each_other_are_a_batch_and_one_bad_message_harms_no_other()
    {
        var batch = Hl7Batch.Parse("\uFEFF\r\n" + One + "\nMSH|^^\\&|bad\r" + Two).Value;

        Assert.Equal([true, false, true], batch.Entries.Select(e => e.Message.IsOk));
        Assert.Equal((null, null), (batch.FileHeader, batch.BatchHeader));
        Assert.False(Hl7Batch.IsBatch(One));
    }

    [Fact]
    public void A_cut_batch_is_noticed_by_its_count() =>
        Assert.Equal(
            [new HubError(HubErrorCode.FieldMalformed, "The trailer counts 3 messages, there are 1.", "BTS-1")],
            Hl7Batch.Parse("BHS|^~\\&|\r" + One + "BTS|3\r").Value.Problems);

    [Fact]
    public void Text_without_messages_is_no_batch() =>
        Assert.Equal(
            [new HubError(HubErrorCode.Unreadable, "The text holds no MSH, FHS or BHS: it is no HL7 v2 batch.")],
            Hl7Batch.Parse("PID|1\rMSHX").Errors);

    [Fact]
    public void A_batch_has_a_limit()
    {
        var text = string.Concat(Enumerable.Repeat("MSH|^~\\&|\r", Hl7Batch.MostMessages + 1));

        Assert.Equal(HubErrorCode.LimitExceeded, Hl7Batch.Parse(text).Errors.Single().Code);
    }
}
