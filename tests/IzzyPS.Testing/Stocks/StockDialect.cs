namespace IzzyPS.Testing.Stocks;

/// <summary>The format of a generated stock file. Both formats can hold the same vehicles.</summary>
public enum StockDialect
{
    /// <summary>UTF-8, commas, the API's words, ISO dates, plain numbers.</summary>
    Clean,

    /// <summary>Semicolons, Polish words, decimal commas, no-break spaces, zł, NULL, times after dates.</summary>
    Partner,
}
