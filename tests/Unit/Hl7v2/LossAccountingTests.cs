using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class LossAccountingTests
{
    private const string Text =
        "MSH|^~\\&|A\rPID|1||P1^^^H1&1.2^MR~N1^^^^NI||张^三||19800101|\"\"\rNTE|1||a~b\rNTE|2";

    [Fact]
    public void Without_reading_every_leaf_is_unread_and_named_as_shortly_as_it_can_be()
    {
        var message = Watched();

        Assert.Equal(
            ["MSH-3", "PID-1", "PID-3(1).1", "PID-3(1).4.1", "PID-3(1).4.2", "PID-3(1).5", "PID-3(2).1", "PID-3(2).5",
                "PID-5.1", "PID-5.2", "PID-7", "PID-8", "NTE-1", "NTE-3(1)", "NTE-3(2)", "NTE[2]-1"],
            message.Unread().Select(Long));
    }

    [Fact]
    public void Text_reads_one_leaf_Raw_all_of_a_value_and_questions_none()
    {
        var message = Watched();
        var pid = message.First("PID")!;

        _ = pid[3].Text;
        _ = pid[3].Repetition(2).Raw;
        _ = (pid[5].HasValue, pid[5].IsAbsent, pid[5].IsNull, pid[5].Repetitions.Count);
        _ = Xpn.Read(pid[5]).Given;
        _ = pid[8].IsNull;
        message["NTE-3"].MarkRead();
        _ = message.All("NTE")[1].Raw;
        _ = message.Header.SendingApplication;
        _ = pid[7].Is("19990101");

        Assert.Equal(
            ["PID-1", "PID-3(1).4.1", "PID-3(1).4.2", "PID-3(1).5", "PID-5.1", "NTE-1"],
            message.Unread().Select(Long));
    }

    [Fact]
    public void Plain_text_reads_all_repetitions()
    {
        var message = Watched();

        Assert.Equal("a~b", message["NTE-3"].PlainText);
        Assert.DoesNotContain("NTE-3(1)", message.Unread().Select(Long));
    }

    [Fact]
    public void Nothing_is_counted_without_a_log()
    {
        var message = Watched();
        message.ReadLog = null;
        _ = message["PID-1"].Text;

        Assert.Empty(message.Unread());
    }

    private static Hl7Message Watched()
    {
        var message = MessageParserTests.Parse(Text);
        message.ReadLog = new ReadLog();
        return message;
    }

    private static string Long(Hl7Path path) =>
        path.Repetition == 1
            ? path.ToString().Replace($"-{path.Field}", $"-{path.Field}(1)", StringComparison.Ordinal)
            : path.ToString();
}
