using IntegrationHub.Contracts;
using IntegrationHub.Dashboard;
using Xunit;

namespace IntegrationHub.Unit.Dashboard;

public sealed class MaskedTests
{
    // The specimen number of GB 11643 itself.
    private const string Specimen = "11010519491231002X";

    [Theory]
    [InlineData(Specimen, "110***********002X")]
    [InlineData("11010519491231002x", "110***********002x")]
    [InlineData("ID-" + Specimen + "-1", "ID-110***********002X-1")]
    [InlineData("患者" + Specimen + "的消息", "患者110***********002X的消息")]
    public void A_valid_identity_number_is_hidden(string text, string shown) => Assert.Equal(shown, Masked.Text(text));

    [Fact]
    public void Phones_names_and_local_numbers_keep_just_enough_to_be_recognised()
    {
        Assert.Equal("电话138****1234，张某", Mask.Text("电话13812341234，张某"));
        Assert.Equal("13812341234", Mask.Ids("13812341234")); // a control id must stay findable
        Assert.Equal(("张*", "欧*", ""), (Mask.Name("张三"), Mask.Name(" 欧阳锋 "), Mask.Name(null)));
        Assert.Equal(("***456", "***3", "***", ""),
            (Mask.Number("MRN0123456"), Mask.Number("123"), Mask.Number("12"), Mask.Number("")));
    }

    [Theory]
    [InlineData("110105194912310021")] // wrong check digit
    [InlineData("202603020915000001")] // a time and a counter
    [InlineData("139000000001")] // twelve digits
    [InlineData("H03-L1-000123")]
    [InlineData("0198f000-0000-7000-8000-000000000001")]
    [InlineData("")]
    public void Other_ids_stay_as_they_are(string text) => Assert.Equal(text, Masked.Text(text));
}
