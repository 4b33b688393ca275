using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class AckTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 1, TimeSpan.FromHours(8));

    private static readonly HubError[] Two =
    [
        HubError.FieldMissing("PID-3(2).1", "A patient number"),
        new(HubErrorCode.SenderNotAllowed, "This facility may not send here."),
    ];

    [Fact]
    public void A_message_is_accepted_in_its_own_dialect()
    {
        var ack = Acks.Accept(Message("2.5.1", separators: "$*~\\&"), "A1", Now);

        Assert.Equal(
            "MSH$*~\\&$HUB$CENTRE*1.2*ISO$LIS$H1$20260302090001+0800$$ACK*R01*ACK$A1$T$2.5.1$$$$$$GBK\r" +
            "MSA$AA$M\\S\\1\r", ack);
    }

    [Theory]
    [InlineData("2.1", "ACK")]
    [InlineData("2.3", "ACK^R01")]
    [InlineData("2.3.1", "ACK^R01")]
    [InlineData("2.4", "ACK^R01^ACK")]
    [InlineData("2.8", "ACK^R01^ACK")]
    [InlineData("odd", "ACK^R01^ACK")]
    [InlineData("", "ACK^R01^ACK")]
    public void The_type_of_an_acknowledgement_follows_the_version(string version, string type) =>
        Assert.Equal(type, MessageParserTests.Parse(Acks.Accept(Message(version), "A1", Now))["MSH-9"].Raw);

    [Fact]
    public void A_refusal_names_every_error_with_place_code_and_text()
    {
        var ack = Acks.Refuse(Message("2.5.1"), Two, "A1", Now);

        Assert.Equal(
            "MSA|AE|M\\S\\1|A patient number is required and absent.\r" +
            "ERR||PID^1^3^2^1|101^Required field missing^HL70357|E|FieldMissing^^99HUB||" +
            "PID-3(2).1: FieldMissing: A patient number is required and absent.|" +
            "A patient number is required and absent.\r" +
            "ERR|||207^Application internal error^HL70357|E|SenderNotAllowed^^99HUB||" +
            "SenderNotAllowed: This facility may not send here.|This facility may not send here.\r",
            AfterHeader(ack));
    }

    [Fact]
    public void Before_version_2_5_the_place_stands_in_ERR_1()
    {
        var ack = MessageParserTests.Parse(Acks.Refuse(Message("2.4"), Two, "A1", Now));

        Assert.Equal("PID^1^3^101&Required field missing&HL70357", ack["ERR-1"].Raw);
        Assert.Equal("^^^207&Application internal error&HL70357", ack["ERR[2]-1"].Raw);
    }

    [Theory]
    [InlineData("AL", "", "CA", "CE", "CR")]
    [InlineData("", "NE", "CA", "CE", "CR")]
    [InlineData("", "", "AA", "AE", "AR")]
    public void The_mode_follows_MSH_15_and_16(string accept, string application, params string[] codes)
    {
        var message = Message("2.5.1", accept, application);

        Assert.Equal(
            codes,
            new[]
            {
                Acks.Accept(message, "A", Now), Acks.Refuse(message, Two, "A", Now),
                Acks.Reject(message, Two, "A", Now),
            }
                .Select(a => MessageParserTests.Parse(a)["MSA-1"].Text));
    }

    [Fact]
    public void Odd_separators_do_not_break_the_answer() =>
        Assert.Equal(
            "MSH.^~\\&.....20260302090001+0800..ACK^^ACK.A1.P.2\\F\\5\\F\\1\rMSA.AA.\r",
            Acks.Accept(MessageParserTests.Parse("MSH.^~\\&"), "A1", Now));

    [Fact]
    public void A_sender_that_declares_too_few_separators_is_answered_with_the_usual_ones() =>
        Assert.Equal(
            "MSH|^~\\&|||A\\T\\B||20260302090001+0800||ACK^^ACK|A1|P|2.5.1\rMSA|AE||PID is required and absent.\r" +
            "ERR||PID^1|101^Required field missing^HL70357|E|FieldMissing^^99HUB||" +
            "PID: FieldMissing: PID is required and absent.|PID is required and absent.\r",
            Acks.Refuse(MessageParserTests.Parse("MSH$^$A&B"), [HubError.FieldMissing("PID", "PID")], "A1", Now));

    [Fact]
    public void Without_a_readable_header_MSA_2_is_empty()
    {
        var ack = Acks.Reject(null, [new(HubErrorCode.Unreadable, "No MSH.")], "A1", Now);

        Assert.Equal(
            "MSH|^~\\&|INTEGRATIONHUB||||20260302090001+0800||ACK^^ACK|A1|P|2.5.1\rMSA|AR||No MSH.\r" +
            "ERR|||100^Segment sequence error^HL70357|E|Unreadable^^99HUB||Unreadable: No MSH.|No MSH.\r",
            ack);
    }

    [Theory]
    [InlineData("AL", true, true)]
    [InlineData("NE", false, false)]
    [InlineData("SU", true, false)]
    [InlineData("ER", false, true)]
    public void Conditions_of_table_0155_are_kept(string condition, bool onSuccess, bool onError)
    {
        var header = Message("2.5.1", condition, condition).Header;

        Assert.Equal((onSuccess, onError), (Acks.WantsAccept(header, true), Acks.WantsAccept(header, false)));
        Assert.Equal((onSuccess, onError), (Acks.WantsApplication(header, true), Acks.WantsApplication(header, false)));
        Assert.True(Acks.WantsAccept(Message("2.5.1").Header, true));
        Assert.False(Acks.WantsApplication(Message("2.5.1").Header, true));
    }

    [Fact]
    public void Our_own_answer_is_read_back()
    {
        var reply = Acks.Read(MessageParserTests.Parse(Acks.Refuse(Message("2.5.1"), Two, "A1", Now))).Value;

        Assert.Equal(
            (AckCode.AE, "M^1", "A patient number is required and absent.", false, false),
            (reply.Code, reply.ControlId, reply.Text, reply.IsPositive, reply.IsAccept));
        Assert.Equal(
            [
                new(
                    HubErrorCode.DeliveryRefused, "The receiving system says 101: Required field missing.",
                    "PID-3(2).1"),
                new(HubErrorCode.DeliveryRefused, "The receiving system says 207: Application internal error."),
            ],
            reply.Errors);
    }

    [Fact]
    public void An_old_answer_is_read_without_repeating_its_words_in_errors()
    {
        var reply = Acks.Read(MessageParserTests.Parse(
            "MSH|^~\\&|X\rMSA|AR|7|张三 is unknown\rERR|PID^1^3^204&Unknown&HL70357~OBX^2\rERR|||999^x")).Value;

        Assert.Equal((AckCode.AR, "7", "张三 is unknown"), (reply.Code, reply.ControlId, reply.Text));
        Assert.Equal(
            [
                new(HubErrorCode.DeliveryRefused, "The receiving system says 204: Unknown key identifier.", "PID-3"),
                new(HubErrorCode.DeliveryRefused, "The receiving system names an error of its own."),
            ],
            reply.Errors);
    }

    [Theory]
    [InlineData("PID|1", "The answer has no MSA: it is no acknowledgement.", "MSA")]
    [InlineData("MSA|OK|1", "MSA-1 of the answer is none of AA, AE, AR, CA, CE, CR.", "MSA-1")]
    [InlineData("MSA|1|1", "MSA-1 of the answer is none of AA, AE, AR, CA, CE, CR.", "MSA-1")]
    [InlineData("MSA||1", "MSA-1 of the answer is none of AA, AE, AR, CA, CE, CR.", "MSA-1")]
    public void What_is_no_acknowledgement_is_refused(string segment, string reason, string path) =>
        Assert.Equal(
            [new HubError(HubErrorCode.DeliveryRefused, reason, path)],
            Acks.Read(MessageParserTests.Parse("MSH|^~\\&|X\r" + segment)).Errors);

    private static Hl7Message Message(
        string version, string accept = "", string application = "", string separators = "|^~\\&")
    {
        var (field, component) = (separators[0], separators[1]);
        var text = "MSH|^~\\&|LIS|H1|HUB|CENTRE^1.2^ISO|2026||ORU^R01|M\\S\\1|T|"
            + $"{version}|||{accept}|{application}||GBK\rPID|1";
        return MessageParserTests.Parse("MSH" + separators + text[8..].Replace('|', field).Replace('^', component));
    }

    private static string AfterHeader(string ack) => ack[(ack.IndexOf('\r', StringComparison.Ordinal) + 1)..];
}
