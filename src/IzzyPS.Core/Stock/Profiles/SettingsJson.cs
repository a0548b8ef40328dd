using System.Globalization;
using System.Text;
using System.Text.Json;
using IzzyPS.Files;

namespace IzzyPS.Stock.Profiles;

/// <summary>Reads a settings file from its beginning to its end. Each error message has the line and the position. Comments and trailing commas are allowed.</summary>
internal ref struct SettingsJson
{
    private static readonly JsonReaderOptions ReaderOptions = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly string _name;
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;

    /// <summary>Starts at the root, which must be an object.</summary>
    public SettingsJson(string name, ReadOnlySpan<byte> json)
    {
        _name = name;
        _json = json.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json;
        _reader = new Utf8JsonReader(_json, ReaderOptions);
        Advance();
        Expect(JsonTokenType.StartObject, "an object, { … }");
    }

    /// <summary>Reads a settings file's bytes.</summary>
    /// <exception cref="StockSettingsException">The file can't be read, or is far too large for a settings file.</exception>
    public static byte[] ReadFile(string path, string what)
    {
        const long Most = 16 * 1024 * 1024;
        try
        {
            if (FileFacts.IsPipeOrDevice(path))
                throw new StockSettingsException($"{what} {path} is a pipe or a device, or empty; name a regular file.");
            var length = new FileInfo(path).Length;
            return length <= Most
                ? File.ReadAllBytes(path)
                : throw new StockSettingsException(FormattableString.Invariant($"{what} {path} has {length:N0} bytes; at most {Most:N0} are allowed."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StockSettingsException($"{what} {path} can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the name of the next property of the object that the reader is in.</summary>
    /// <returns>False at the object's end.</returns>
    public bool TryReadNextProperty(out string name)
    {
        Advance();
        name = _reader.TokenType == JsonTokenType.PropertyName ? ReadTokenText() : string.Empty;
        return _reader.TokenType == JsonTokenType.PropertyName;
    }

    /// <summary>Enters the object that is a property's value.</summary>
    public void EnterObject(string expected)
    {
        Advance();
        Expect(JsonTokenType.StartObject, expected);
    }

    /// <summary>Enters the array that is a property's value.</summary>
    public void EnterArray(string expected)
    {
        Advance();
        Expect(JsonTokenType.StartArray, expected);
    }

    /// <summary>Reads the next text of the array that the reader is in.</summary>
    /// <returns>False at the array's end.</returns>
    public bool TryReadNextText(out string text)
    {
        Advance();
        if (_reader.TokenType == JsonTokenType.EndArray)
        {
            text = string.Empty;
            return false;
        }

        text = ReadCurrentText("a text");
        return true;
    }

    /// <summary>Reads the text that is a property's value.</summary>
    public string ReadText(string expected)
    {
        Advance();
        return ReadCurrentText(expected);
    }

    /// <summary>Reads the true or false that is a property's value.</summary>
    public bool ReadBoolean()
    {
        Advance();
        if (_reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            Expect(JsonTokenType.True, "true or false");
        return _reader.TokenType == JsonTokenType.True;
    }

    /// <summary>Reads the next number of the array that the reader is in.</summary>
    public decimal ReadNumber()
    {
        Advance();
        Expect(JsonTokenType.Number, "a number");
        return _reader.TryGetDecimal(out var number) ? number : throw CreateError("the number is too large.");
    }

    /// <summary>Reads the whole number, from <paramref name="least"/> on, that is a property's value.</summary>
    public int ReadNumber(int least)
    {
        Advance();
        return _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var number) && number >= least
            ? number
            : throw CreateError(string.Create(CultureInfo.InvariantCulture, $"found {Encoding.UTF8.GetString(_reader.ValueSpan)}; expected: a whole number from {least} on."));
    }

    /// <summary>Reads the end of the array that the reader is in.</summary>
    public void LeaveArray(string expected)
    {
        Advance();
        Expect(JsonTokenType.EndArray, expected);
    }

    /// <summary>Skips a property's value.</summary>
    public void Skip()
    {
        Advance();
        try
        {
            _reader.Skip();
        }
        catch (JsonException exception)
        {
            throw CreateSyntaxError(exception);
        }
    }

    /// <summary>Reads to the end of the file. Nothing may follow the root object.</summary>
    public void ReadEnd()
    {
        try
        {
            _reader.Read();
        }
        catch (JsonException exception)
        {
            throw CreateSyntaxError(exception);
        }
    }

    /// <summary>Creates an error with the line and the position of the token that was read last.</summary>
    public readonly StockSettingsException CreateError(string message)
    {
        var before = _json[..(int)_reader.TokenStartIndex];
        var line = before.Count((byte)'\n') + 1;
        var column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
        return new StockSettingsException($"{_name}, line {line}, position {column}: {message}");
    }

    private readonly string ReadCurrentText(string expected)
    {
        Expect(JsonTokenType.String, expected);
        return ReadTokenText();
    }

    private readonly string ReadTokenText()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw CreateError($"this is not UTF-8 text; save the file as UTF-8. ({exception.Message})"); // Windows-1250, or half a surrogate pair.
        }
    }

    private readonly void Expect(JsonTokenType type, string expected)
    {
        if (_reader.TokenType != type)
            throw CreateError($"found {Encoding.UTF8.GetString(_reader.ValueSpan)}; expected: {expected}.");
    }

    private void Advance()
    {
        try
        {
            _reader.Read();
        }
        catch (JsonException exception)
        {
            throw CreateSyntaxError(exception);
        }
    }

    private readonly StockSettingsException CreateSyntaxError(JsonException exception) => new(
        $"{_name}, line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}: this is not JSON. {exception.Message.Split(" LineNumber:")[0]}",
        exception);
}
