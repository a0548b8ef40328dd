BeforeAll {
    . $PSScriptRoot/common.ps1
    $readme = Get-Content (Join-Path $root README.md) -Raw
    $blocks = [regex]::Matches($readme, '(?ms)^```(powershell|text)\r?\n(.*?)^```') | ForEach-Object {
        [pscustomobject]@{ Kind = $_.Groups[1].Value; Text = $_.Groups[2].Value }
    }
}

Describe 'The README' {
    BeforeAll {
        $database = Start-TestPostgres -Password 'Planted-secret-17'
        $env:PGPASSWORD = 'Planted-secret-17'
    }
    AfterAll {
        Stop-TestPostgres $database
        Remove-Item env:PGPASSWORD
    }

    It 'has PowerShell that runs as it stands and prints what it shows' {
        # In a copy, because a report is written; wide as a terminal, because tables are as wide as they may be.
        $folder = New-Item -ItemType Directory -Path (Join-Path $TestDrive readme)
        'out', 'examples' | ForEach-Object { New-Item -ItemType SymbolicLink -Path (Join-Path $folder $_) -Target (Join-Path $root $_) }
        $script = Join-Path $folder 'readme.ps1'
        $statements = $blocks.Where({ $_.Kind -eq 'powershell' }).Text |
            Where-Object { $database -or $_ -notmatch 'db\.example\.com' } |
            ForEach-Object { $_.Replace('db.example.com/izzy', "127.0.0.1:$($database.Port)/postgres") } |
            ForEach-Object { ". {`n$_`n} | Out-String -Width 112`n" }
        Set-Content $script ("`$PSStyle.OutputRendering = 'PlainText'`n" + ($statements -join '') +
            "Stop-IzzySandbox`n`$Error | Where-Object FullyQualifiedErrorId -NotMatch '^(RowRejected|VehicleInDoubt)[.,]' | ForEach-Object { `"unexpected: `$_`" }")
        Push-Location $folder
        $output = Start-Shell -NonInteractive -File $script | Out-String -Width 4096
        $output = $output -replace '[\u00A0\u202F]', ' ' # Thousands don't break; the README has plain spaces.
        Pop-Location

        $LASTEXITCODE | Should -Be 0 -Because $output
        $output | Should -Not -Match 'unexpected:'
        # What each run has of its own differs: ids, milliseconds, the order of answers.
        $shown = $blocks.Where({ $_.Kind -eq 'text' }).Text -split '\r?\n' | Where-Object { $_ -and $_ -notmatch '…|Succeeded|^Import-IzzyVehicleCsv:|^in two ways|^profile\.' }
        $shown.Count | Should -BeGreaterThan 12
        foreach ($line in $shown) { $output | Should -Match ([regex]::Escape($line.TrimEnd())) }
        $output -replace '\s+\|?\s*', ' ' | Should -Match "VIN TMATEST0000000020: pricing_salesPrice '84\.900' can be read"
    }
}
